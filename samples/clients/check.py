import json, os, urllib.request

URL = os.environ.get("FLINT_URL", "http://127.0.0.1:7878")
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ.get("FLINT_SERVER_TOKEN", "")}


def post(path, body):
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), HEADERS)
    with urllib.request.urlopen(request, timeout=10) as response:  # raises HTTPError for anything but 200; its body is {"error": "…"}
        return json.load(response)


post("/v1/limits", {"key": "jobs:python", "rate": 3, "per": "1h"})
for i in range(1, 5):
    check = post("/v1/check", {"key": "jobs:python"})
    print(f"{i}: allowed" if check["allowed"] else f"{i}: denied, try again in {check['retry_after_ms'] // 60_000} minutes")
