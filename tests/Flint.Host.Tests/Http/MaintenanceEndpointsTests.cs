using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class MaintenanceEndpointsTests
{
    [Fact]
    public async Task A_reset_should_give_the_quota_back()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1m");
        await server.Limiter.CheckAsync("k", 5);

        (await server.PostAsync("/v1/reset", """{"key":"k"}""")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");

        Assert.Equal(5, server.Limiter.Limits["k"].Remaining);
    }

    [Fact]
    public async Task A_reset_of_an_unknown_key_should_be_refused()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/reset", """{"key":"k"}""")).ShouldBe(HttpStatusCode.BadRequest, """{"error":"limit is not configured: k"}""");
    }

    [Fact]
    public async Task A_flush_should_reach_the_limiter()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/log/flush", "{}")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");

        Assert.Equal(1, server.Limiter.Flushes);
    }

    [Fact]
    public async Task A_compaction_should_reach_the_limiter()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/log/compact", "{}")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");

        Assert.Equal(1, server.Limiter.Compactions);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.RawAsync("POST /v1/log/compact")).Status);
        (await server.GetAsync("/v1/log/compact")).ShouldBeError(HttpStatusCode.MethodNotAllowed, "method not allowed");
    }

    [Fact]
    public async Task Health_should_be_ok_while_the_storage_is_sound()
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync("/v1/health")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
    }

    [Fact]
    public async Task Health_should_say_why_the_storage_is_not_sound()
    {
        await using var server = await TestServer.StartAsync();
        server.Storage.Failure = "fdatasync failed: EIO";

        (await server.GetAsync("/v1/health")).ShouldBe(HttpStatusCode.ServiceUnavailable, """{"ok":false,"error":"fdatasync failed: EIO"}""");
    }
}
