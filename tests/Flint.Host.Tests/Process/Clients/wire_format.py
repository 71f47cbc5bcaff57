"""The HTTP API as clients of flint-limiter 0.2 speak it: nothing but the standard library, and none of Flint's own code.

It is given the server's URL and token, and prints what it tried. Whatever is not as such a client needs it ends it with a traceback.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request


class ServerError(Exception):
    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status, self.message = status, message


class Client:
    def __init__(self, url, token=None):
        self.url, self.token = url.rstrip("/"), token

    def limit(self, key, rate, per, algorithm="token_bucket"):
        self.ask("POST", "/v1/limits", {"key": key, "rate": rate, "per": per, "algorithm": algorithm})

    def check(self, key, cost=1):
        answer = self.ask("POST", "/v1/check", {"key": key, "cost": cost})
        return {name: answer[name] for name in ("key", "allowed", "cost", "remaining", "reset_at", "algorithm")}

    def allow(self, key, cost=1):
        return self.check(key, cost)["allowed"]

    def check_all(self, items):
        return self.ask("POST", "/v1/check-all", {"items": [{"key": key, "cost": cost} for key, cost in items]})

    def allow_all(self, items):
        return self.check_all(items)["allowed"]

    def list(self):
        return self.ask("GET", "/v1/limits")

    def status(self, key):
        return self.ask("GET", "/v1/limits/" + urllib.parse.quote(key, safe=""))

    def reset(self, key):
        self.ask("POST", "/v1/reset", {"key": key})

    def compact(self):
        self.ask("POST", "/v1/log/compact", {})

    def flush(self):
        self.ask("POST", "/v1/log/flush", {})

    def doctor(self):
        return self.ask("GET", "/v1/doctor")

    def health(self):
        return self.ask("GET", "/v1/health")

    def ask(self, method, path, body=None):
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers, method=method), timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise ServerError(error.code, json.loads(error.read())["error"]) from None


def refused(status, message, call, *args, **kwargs):
    try:
        answer = call(*args, **kwargs)
    except ServerError as error:
        assert (error.status, error.message) == (status, message), error
    else:
        raise AssertionError(f"{message}: expected, but the answer was {answer}")


def same(seen, expected):
    assert seen == expected, f"{seen}, not {expected}"


url, token = sys.argv[1:]
flint = Client(url + "/", token)
keys = ["api:user-42", "route:/api", 'é "😀" \\ %2F 100% ? # * ~']
members = {
    "key", "rate", "per_millis", "algorithm", "remaining", "reset_at", "total_allowed", "total_denied",
    "total_allowed_cost", "total_denied_cost", "last_allowed_at", "last_denied_at", "last_reset_at",
}

for key, algorithm in zip(keys, ("token_bucket", "sliding_window_log", "fixed_window_counter")):
    flint.limit(key, rate=2, per="1h", algorithm=algorithm)
    first = flint.check(key)
    assert first.pop("reset_at").endswith("Z")
    same(first, {"key": key, "allowed": True, "cost": 1, "remaining": 1, "algorithm": algorithm})
    same([flint.allow(key), flint.allow(key)], [True, False])
    same(flint.check(key, cost=2)["allowed"], False)
    status = flint.status(key)
    same(set(status), members)
    same(
        [status[name] for name in ("key", "rate", "per_millis", "algorithm", "remaining", "total_allowed", "total_denied", "total_allowed_cost", "total_denied_cost")],
        [key, 2, 3_600_000, algorithm, 0, 2, 2, 2, 3],
    )
    same(status["last_reset_at"], None)
    flint.reset(key)
    same(flint.status(key)["remaining"], 2)
print("limit check allow status reset")

same([limit["key"] for limit in flint.list()], sorted(keys, key=str.encode))
same(flint.status("nobody"), None)
print("list")

granted = flint.check_all([(keys[0], 1), (keys[1], 2)])
same((granted["allowed"], granted["denied_key"], [result["remaining"] for result in granted["results"]]), (True, None, [1, 0]))
denied = flint.check_all([(keys[2], 1), (keys[1], 1), (keys[0], 1)])
same((denied["allowed"], denied["denied_key"], [result["allowed"] for result in denied["results"]]), (False, keys[1], [True, False]))
same([flint.allow_all([(keys[2], 1), (keys[0], 1)]), flint.allow_all([(keys[2], 1), (keys[0], 1)])], [True, False])
same([limit["remaining"] for limit in flint.list()], [0, 0, 1])
print("check_all allow_all")

flint.flush()
flint.compact()
doctor = flint.doctor()
same((doctor["ok"], doctor["limits"], doctor["snapshot_exists"]), (True, 3, True))
assert doctor["aof_bytes"] > 0 and doctor["history_events"] > 0
same(flint.health(), {"ok": True})
print("flush compact doctor health")

refused(400, "limit is not configured: nobody", flint.check, "nobody")
refused(400, "limit is not configured: nobody", flint.reset, "nobody")
refused(400, "limit is not configured: nobody", flint.check_all, [(keys[0], 1), ("nobody", 1)])
refused(400, "cost 3 exceeds configured rate capacity 2", flint.check, keys[0], cost=3)
refused(400, "key must not be empty", flint.limit, "", rate=1, per="1s")
for stranger in (Client(url), Client(url, "not the token")):
    for call in (stranger.health, stranger.list, stranger.doctor, stranger.flush, lambda: stranger.check(keys[0]), lambda: stranger.ask("GET", "/nowhere")):
        refused(401, "unauthorized", call)
print("errors")
