using System.Text;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

/// <summary>Requests as a fuzzer makes them, from fixed seeds: whatever comes in, the answer is the sender's fault or a good one, never ours.</summary>
public sealed class MalformedRequestsTests
{
    private static readonly string[] Paths = ["/v1/limits", "/v1/check", "/v1/check-all", "/v1/reset", "/v1/log/flush"];

    private static readonly string[] Bodies =
    [
        """{"key":"k","rate":5,"per":"1s","algorithm":"token_bucket","only_if_missing":false}""",
        """{"key":"k","cost":1}""",
        """{"items":[{"key":"k","cost":1},{"key":"\ud83d\udd25"}]}""",
        """{"\u006bey":"k","other":{"a":[1,2.5e-7,null,true,"\\"]}}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_mutated_body_should_never_be_the_servers_fault(int seed)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1s");
        var random = new Random(seed);

        for (var i = 0; i < 700; i++)
        {
            var body = Mutate(random, Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]));
            var answer = await server.PostAsync(Paths[random.Next(Paths.Length)], body);
            Assert.True((int)answer.Status < 500, $"{answer.Status} {answer.Body} for {Convert.ToHexString(body)}");
        }
        Assert.Equal("", server.Log.ToString());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_mutated_target_should_never_be_the_servers_fault(int seed)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1s");
        var random = new Random(seed);
        const string alphabet = "%2Fe.?/=&+k:#\\ @é\u0001";

        for (var i = 0; i < 300; i++)
        {
            var noise = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            var target = random.Next(3) switch { 0 => $"/v1/limits/{noise}", 1 => $"/v1/limits?{noise}", _ => noise };
            var answer = await server.RawAsync($"GET {target}");
            Assert.True((int)answer.Status < 500, $"{answer.Status} {answer.Body} for {target}");
        }
        Assert.Equal("", server.Log.ToString());
    }

    private static byte[] Mutate(Random random, byte[] body)
    {
        var mutated = body.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && mutated.Count > 0; changes--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0: mutated[at] = (byte)random.Next(256); break;
                case 1: mutated.RemoveAt(at); break;
                case 2: mutated.Insert(at, (byte)"\"\\{}[],:0-e."[random.Next(12)]); break;
                default: mutated.InsertRange(at, mutated.GetRange(at, Math.Min(8, mutated.Count - at))); break;
            }
        }
        return [.. mutated];
    }
}
