url=${FLINT_URL:-http://127.0.0.1:7878}
post() {
    curl -sS --fail-with-body --max-time 10 "$url$1" -H 'Content-Type: application/json' -H "Authorization: Bearer $FLINT_SERVER_TOKEN" -d "$2"
}

post /v1/limits '{"key":"jobs:curl","rate":3,"per":"1h"}' >/dev/null || exit
for i in 1 2 3 4; do
    check=$(post /v1/check '{"key":"jobs:curl"}') || exit
    case $check in
        *'"allowed":true'*) echo "$i: allowed" ;;
        *) echo "$i: denied" ;;
    esac
done
