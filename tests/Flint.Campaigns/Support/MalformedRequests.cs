using System.Globalization;
using System.Text;

namespace Flint.Campaigns.Support;

/// <summary>Bytes for a server, and what is known of them.</summary>
/// <param name="Kind">What is wrong with them.</param>
/// <param name="Bytes">All that is sent.</param>
/// <param name="IsWhole">Whether the server has all it waits for, so that it answers while the connection stays open.</param>
internal sealed record MalformedRequest(string Kind, byte[] Bytes, bool IsWhole = false)
{
    /// <summary>Whether it is a HEAD, whose answer has no body.</summary>
    public bool IsHead => Bytes.AsSpan().StartsWith("HEAD "u8);
}

/// <summary>Requests that no well-behaved client sends, from a seed; some are good by chance.</summary>
/// <param name="random">Of every choice.</param>
/// <param name="token">Most of them bring it, so that more than the door is tried.</param>
internal sealed class MalformedRequests(Random random, string token)
{
    private const string Json = "Content-Type: application/json";

    private static readonly (string Method, string Target, string Body)[] Good =
    [
        ("POST", "/v1/limits", """{"key":"fuzz","rate":5,"per":"1s","algorithm":"token_bucket","only_if_missing":false}"""),
        ("POST", "/v1/limits", """{"key":"\ud83d\udd25","rate":1000000000000,"per":"3660d"}"""),
        ("POST", "/v1/check", """{"key":"fuzz","cost":1}"""),
        ("POST", "/v1/check", """{"\u006bey":"fuzz","other":{"a":[1,2.5e-7,null,true,"\\"]}}"""),
        ("POST", "/v1/check-all", """{"items":[{"key":"fuzz","cost":1},{"key":"\ud83d\udd25"}]}"""),
        ("POST", "/v1/peek", """{"key":"fuzz","cost":2}"""),
        ("POST", "/v1/reset", """{"key":"fuzz"}"""),
        ("POST", "/v1/log/flush", "{}"),
        ("GET", "/v1/limits?prefix=fuzz&after=fuzz&limit=3", ""),
        ("GET", "/v1/limits/fuzz%2F%F0%9F%94%A5", ""),
        ("GET", "/v1/limits/fuzz/history", ""),
        ("DELETE", "/v1/limits/fuzz?key=fuzz", ""),
        ("GET", "/v1/top?by=denied&limit=5", ""),
        ("GET", "/v1/health", ""),
        ("GET", "/metrics", ""),
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "PRI", "G ET", ""];
    private static readonly string[] Versions = ["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/1.1 ", "HTTP", ""];
    private static readonly string[] Targets =
        ["/", "*", "//", "/v1/../v1/health", "/v1/limits/%2e%2e", "/v1/limits/%00", "/v1/limits/%ff%fe", "/v1/limits/%", "http://elsewhere/v1/health", "http://", "elsewhere:80", "/v1/limits?key=%zz", "/v1/é", "/v1/limits?limit=99999999999999999999", "\\..\\..", "?", ""];
    private static readonly string[] Lengths = ["0", "1", "99999999999999999999", "-1", "+5", "0x10", "5, 5", "5;", " ", "NaN", "65537", "9223372036854775807"];
    private static readonly string[] ChunkSizes = ["0", "1", "ffffffffffffffff", "-1", "zz", "10000000", " 5", "5 ;x=y", "", "00000000000000000005", "5\n"];

    /// <summary>The next one.</summary>
    public MalformedRequest Next() => random.Next(13) switch
    {
        0 => new("random bytes", Noise(random.Next(1, 600))),
        1 => new("random lines", Latin(string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Text(random.Next(40)) + "\r\n")))),
        2 => new("mutated request", Mutated(Bytes(One()), random.Next(1, 9))),
        3 => WithBody("mutated body", Mutated(Encoding.UTF8.GetBytes(Pick(Good).Body), random.Next(1, 5))),
        4 => WrongLength(),
        5 => Chunked(),
        6 => HugeHead(),
        7 => HugeBody(),
        8 => WithBody("deep or wide JSON", Encoding.UTF8.GetBytes(OddJson())),
        9 => WithBody("invalid UTF-8", [.. "{\"key\":\""u8, .. Noise(random.Next(1, 40)), .. "\"}"u8]),
        10 => Headers(),
        11 => new("odd request line", Bytes(One() with { Method = Pick(Methods), Target = Pick(Targets), Version = Pick(Versions) })),
        _ => Cut(),
    };

    private MalformedRequest WrongLength()
    {
        var request = One();
        var length = random.Next(3) == 0 ? Pick(Lengths) : (request.Body.Length + random.Next(-5, 6)).ToString(CultureInfo.InvariantCulture);
        string[] twice = random.Next(4) == 0 ? [$"Content-Length: {request.Body.Length}", "Transfer-Encoding: chunked"] : [];
        return new("wrong length", Bytes(request with { Length = $"Content-Length: {length}", More = twice }));
    }

    private MalformedRequest Chunked()
    {
        var chunks = new StringBuilder();
        for (var i = random.Next(1, 6); i > 0; i--)
            chunks.Append(random.Next(2) == 0 ? $"{5:x}\r\n{Text(5)}" : Pick(ChunkSizes) + "\r\n" + Text(random.Next(10))).Append(random.Next(8) == 0 ? "\n" : "\r\n");
        var end = random.Next(2) == 0 ? "0\r\n\r\n" : random.Next(2) == 0 ? $"0\r\n{Text(20)}: {Text(20)}\r\n\r\n" : "";
        var coding = random.Next(4) == 0 ? "gzip, chunked" : "chunked";
        return new("chunked nonsense", Bytes(One() with { Length = $"Transfer-Encoding: {coding}", Body = chunks + end }));
    }

    private MalformedRequest HugeHead() => new("huge head", Bytes(random.Next(3) switch
    {
        0 => One() with { Target = "/v1/limits/" + Text(random.Next(1_000, 70_000)).Replace(' ', 'x') },
        1 => One() with { More = [$"X-Long: {Text(random.Next(1_000, 100_000))}"] },
        _ => One() with { More = [.. Enumerable.Range(0, random.Next(50, 500)).Select(i => $"X-{i}: {Text(random.Next(50))}")] },
    }));

    private MalformedRequest HugeBody()
    {
        var body = "{\"key\":\"" + new string('x', random.Next(60_000, 400_000)) + "\"}";
        var request = One() with { Method = "POST", Target = Pick(Good[..8]).Target, Body = body };
        return new("huge body", Bytes(random.Next(2) == 0 ? request : request with { Length = "Transfer-Encoding: chunked", Body = $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n" }));
    }

    private MalformedRequest Headers()
    {
        string[] odd =
        [
            "Authorization: Bearer " + Text(10), $"Authorization: Bearer {token}", Json, "Content-Type: text/plain", "Content-Type: application/json; charset=utf-7", "Host: a", "Host: b:99999",
            "Idempotency-Key: " + Text(random.Next(400)), "Idempotency-Key: a b", "Idempotency-Key:", "Expect: 100-continue", "Expect: nonsense", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings",
            "Connection: close, keep-alive", "Transfer-Encoding: identity", " folded", ": nameless", "No colon", "Bad name: x", "X-Null: a\0b", "X-Latin: \u00e9\u00ff", $"X-{Text(8)}: {Text(8)}",
        ];
        return new("odd headers", Bytes(One() with { More = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(odd))] }));
    }

    private MalformedRequest Cut()
    {
        var whole = Bytes(One());
        return new("cut short", whole[..random.Next(1, whole.Length)]);
    }

    private string OddJson()
    {
        var depth = random.Next(1, 15_000);
        return random.Next(7) switch
        {
            0 => new string('[', depth) + (random.Next(2) == 0 ? new string(']', depth) : ""),
            1 => string.Concat(Enumerable.Repeat("{\"key\":", Math.Min(depth, 8_000))) + "1",
            2 => $"{{\"key\":\"fuzz\",\"cost\":{new string('9', depth)}}}",
            3 => $"{{{string.Join(',', Enumerable.Range(0, Math.Min(depth, 4_000)).Select(i => $"\"m{i}\":{i}"))}}}",
            4 => $"{{\"items\":[{string.Join(',', Enumerable.Range(0, random.Next(60, 2_000)).Select(i => $"{{\"key\":\"k{i % 100}\"}}"))}]}}",
            5 => $"{{\"key\":\"{string.Concat(Enumerable.Repeat("\\ud800", Math.Min(depth, 5_000)))}\"}}",
            _ => $"{{\"key\":\"fuzz\",\"rate\":1e{depth},\"per\":\"{depth}d\",\"cost\":-0.{depth}}}",
        };
    }

    private MalformedRequest WithBody(string kind, byte[] body)
    {
        var request = One() with { Method = "POST", Target = Pick(Good[..8]).Target };
        var head = Bytes(request with { Body = "", Length = $"Content-Length: {body.Length}" });
        return new(kind, [.. head, .. body], IsWhole: true);
    }

    private Request One()
    {
        var (method, target, body) = Pick(Good);
        var authorization = random.Next(20) switch { 0 => "", 1 => $"Authorization: Bearer {Text(12)}", 2 => $"Authorization: Basic {token}", _ => $"Authorization: Bearer {token}" };
        return new Request(method, target, "HTTP/1.1", authorization, body, body.Length == 0 ? "" : $"Content-Length: {body.Length}", []);
    }

    private static byte[] Bytes(Request request)
    {
        string[] lines = [$"{request.Method} {request.Target} {request.Version}", "Host: flint", request.Authorization, request.Body.Length + request.Length.Length == 0 ? "" : Json, request.Length, .. request.More];
        return Latin(string.Concat(lines.Where(line => line.Length > 0).Select(line => line + "\r\n")) + "\r\n" + request.Body);
    }

    private byte[] Mutated(byte[] bytes, int changes)
    {
        var mutated = bytes.ToList();
        for (; changes > 0 && mutated.Count > 0; changes--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0: mutated[at] = (byte)random.Next(256); break;
                case 1: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: mutated.RemoveRange(at, Math.Min(random.Next(1, 9), mutated.Count - at)); break;
                case 3: mutated.Insert(at, "\"\\{}[],:0-e.\r\n %/?"u8[random.Next(18)]); break;
                default: mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 20), mutated.Count - at))); break;
            }
        }
        return [.. mutated];
    }

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text(int length) => string.Create(length, random, (chars, random) =>
    {
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)random.Next(' ', '\u007f');
    });

    private T Pick<T>(T[] some) => some[random.Next(some.Length)];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private sealed record Request(string Method, string Target, string Version, string Authorization, string Body, string Length, string[] More);
}
