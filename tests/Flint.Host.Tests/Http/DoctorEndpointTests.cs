using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class DoctorEndpointTests
{
    [Fact]
    public async Task Report_should_be_the_answer_whatever_it_says()
    {
        await using var server = await TestServer.StartAsync();

        var sound = await server.GetAsync("/v1/doctor");
        server.Limiter.Report = new DoctorReport { Ok = false, AofBytes = 5, LastSyncError = "fdatasync failed: EIO", LastSyncAt = FakeLimiter.Noon };
        var failed = await server.GetAsync("/v1/doctor");

        Assert.Equal(HttpStatusCode.OK, sound.Status);
        Assert.StartsWith("""{"ok":true,"limits":2,"history_events":7,"aof_bytes":1234,"snapshot_exists":false,""", sound.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, failed.Status);
        Assert.StartsWith("""{"ok":false,"limits":null,"history_events":null,"aof_bytes":5,""", failed.Body, StringComparison.Ordinal);
        Assert.Contains(""","last_sync_at":"2026-11-24T12:00:00Z","last_sync_error":"fdatasync failed: EIO",""", failed.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_reading_should_be_known_there()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/doctor", "{}")).ShouldBeError(HttpStatusCode.MethodNotAllowed, "method not allowed");
    }

    [Fact]
    public async Task Token_should_be_asked_for()
    {
        await using var server = await TestServer.StartAsync(token: "t");

        (await server.GetAsync("/v1/doctor")).ShouldBeError(HttpStatusCode.Unauthorized, "unauthorized");
    }
}
