-- wrk's load: checks of keys of its own ("wrk:0" to "wrk:7"), one body each, in turn.
wrk.method = "POST"
wrk.path = "/v1/check"
wrk.headers["Content-Type"] = "application/json"

local bodies = {}
local turn = 0

function init(args) -- the Host header is known from here on
  for key = 0, 7 do
    bodies[key] = wrk.format(nil, nil, nil, '{"key":"wrk:' .. key .. '"}')
  end
end

function request()
  turn = turn + 1
  return bodies[turn % 8]
end
