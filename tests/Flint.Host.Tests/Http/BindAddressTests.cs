using System.Net;
using Flint.Host.Http;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class BindAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7878", "127.0.0.1:7878")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::1]:7878", "[::1]:7878")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("localhost:7878", "127.0.0.1:7878")]
    public void An_address_should_be_read_as_people_write_it(string text, string endPoint) =>
        Assert.Equal(IPEndPoint.Parse(endPoint), BindAddress.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("7878")]
    [InlineData(":7878")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:")]
    [InlineData("example.org:80")]
    [InlineData("http://127.0.0.1:7878")]
    public void What_is_no_address_and_port_should_be_refused(string text) =>
        Assert.Contains($"cannot bind to \"{text}\"", Assert.Throws<UsageException>(() => BindAddress.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0.0.0.0:7878")]
    [InlineData("[::]:0")]
    [InlineData("192.168.1.7:80")]
    [InlineData("[::ffff:10.0.0.1]:80")]
    public void An_address_that_strangers_reach_should_ask_for_a_token(string bind)
    {
        var refusal = Assert.Throws<UsageException>(() => new ServerSettings(BindAddress.Parse(bind)));

        Assert.Equal($"refusing to bind {bind} to a non-loopback address without --token", refusal.Message);
        Assert.NotNull(new ServerSettings(BindAddress.Parse(bind), "s3cret").Tokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("tökén")]
    public void A_token_that_no_header_carries_should_be_refused_without_repeating_it(string token)
    {
        var refusal = Assert.Throws<UsageException>(() => new ServerSettings(BindAddress.Parse("127.0.0.1:0"), token));

        Assert.StartsWith("the token must ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tökén", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_should_say_where_it_really_listens()
    {
        await using var server = await TestServer.StartAsync(bind: new IPEndPoint(IPAddress.IPv6Loopback, 0));

        Assert.Matches("^http://\\[::1\\]:[1-9][0-9]*$", server.Url);
        (await server.GetAsync("/v1/health")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
    }
}
