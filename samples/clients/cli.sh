server=${FLINT_URL:-http://127.0.0.1:7878}

flint --server "$server" limit add jobs:sh --rate 3 --per 1h >/dev/null || exit
for i in 1 2 3 4; do
    flint --server "$server" limit check jobs:sh >/dev/null
    case $? in
        0) echo "$i: allowed" ;;
        1) echo "$i: denied" ;;
        *) exit 1 ;;
    esac
done
