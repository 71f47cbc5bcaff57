using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class TemplatesEndpointsTests
{
    [Fact]
    public async Task Templates_should_be_set_listed_in_order_and_removed()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/templates", """{"pattern":"user:*","rate":10,"per":"1m"}""")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
        (await server.PostAsync("/v1/templates", """{"pattern":"ip:*","rate":100,"per":"250ms","algorithm":"fixed_window_counter","idle_ttl":"1h"}""")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");

        (await server.GetAsync("/v1/templates")).ShouldBe(
            HttpStatusCode.OK,
            """[{"pattern":"ip:*","rate":100,"per_millis":250,"algorithm":"fixed_window_counter","idle_ttl_millis":3600000},{"pattern":"user:*","rate":10,"per_millis":60000,"algorithm":"token_bucket","idle_ttl_millis":420000}]""");
        (await server.DeleteAsync("/v1/templates/user:*")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":1}""");
        (await server.DeleteAsync("/v1/templates/user%3A%2A")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":0}""");
        (await server.DeleteAsync("/v1/templates?pattern=ip:%2A")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":1}""");
        (await server.GetAsync("/v1/templates")).ShouldBe(HttpStatusCode.OK, "[]");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a/b%2F*")]
    [InlineData("..*")]
    [InlineData("\U0001F525 +*")]
    public async Task A_pattern_should_be_removed_whatever_it_holds(string pattern)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.TemplateAsync(pattern, 1, "1s");

        (await server.DeleteAsync($"/v1/templates/{Uri.EscapeDataString(pattern)}")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":1}""");
    }

    [Theory]
    [InlineData("""{"rate":1,"per":"1m"}""", "pattern must not be empty")]
    [InlineData("""{"pattern":"a*b","rate":1,"per":"1m"}""", "pattern must have its *")]
    [InlineData("""{"pattern":"a*","per":"1m"}""", "rate must be given")]
    [InlineData("""{"pattern":"a*","rate":0,"per":"1m"}""", "rate must be from 1")]
    [InlineData("""{"pattern":"a*","rate":1}""", "per must be given")]
    [InlineData("""{"pattern":"a*","rate":1,"per":"1m","idle_ttl":"soon"}""", "soon")]
    [InlineData("""{"pattern":"a*","rate":1,"per":"1m","algorithm":"leaky"}""", "unknown algorithm")]
    public async Task What_is_no_template_should_be_refused(string body, string error)
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/templates", body)).ShouldBeError(HttpStatusCode.BadRequest, error);

        Assert.Empty(await server.Limiter.TemplatesAsync());
    }
}
