using System.Net;
using Flint.Host.Http;
using Flint.Host.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Host.Tests.Http;

/// <summary>Tokens come and go while the server runs.</summary>
public sealed class TokenFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"flint-tokens-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public async Task Each_token_of_the_file_should_be_admitted_beside_that_of_the_command_line()
    {
        await using var server = await TestServer.StartAsync("single", Open("# rotated in November\n\n first \r\nsecond\n"));

        Assert.All(new[] { "single", "first", "second" }, token => Assert.Equal(HttpStatusCode.OK, Status(server, token)));
        Assert.All(new[] { "third", "#", "# rotated in November", "" }, token => Assert.Equal(HttpStatusCode.Unauthorized, Status(server, token)));
    }

    [Fact]
    public async Task A_changed_file_should_count_within_a_second()
    {
        await using var server = await TestServer.StartAsync(tokenFile: Open("old"));

        File.WriteAllText(_path, "new");
        Assert.Equal(HttpStatusCode.OK, Status(server, "old"));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, Status(server, "old"));
        Assert.Equal(HttpStatusCode.OK, Status(server, "new"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# none\n")]
    [InlineData("two words")]
    [InlineData(null)]
    public void A_file_that_has_become_unusable_should_leave_the_tokens_and_be_told_once(string? text)
    {
        var file = Open("old");
        if (text is null)
            File.Delete(_path);
        else
            File.WriteAllText(_path, text);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Single(file.Tokens);
        }
        Assert.Contains("the tokens read before stay good", Assert.Single(_warnings), StringComparison.Ordinal);

        File.WriteAllText(_path, "a\nb");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, file.Tokens.Count);
    }

    [Theory]
    [InlineData("", "holds no token")]
    [InlineData("a\u00e9", "visible ASCII")]
    [InlineData(null, "cannot read the token file")]
    public void A_server_should_not_start_without_a_token_it_was_promised(string? text, string error)
    {
        var refusal = Assert.Throws<UsageException>(() => Open(text));

        Assert.Contains(error, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private static HttpStatusCode Status(TestServer server, string token) =>
        server.RawAsync("GET /v1/health", $"Authorization: Bearer {token}\r\n").GetAwaiter().GetResult().Status;

    private TokenFile Open(string? text)
    {
        if (text is not null)
            File.WriteAllText(_path, text);
        return new TokenFile(_path, _time, _warnings.Add);
    }
}
