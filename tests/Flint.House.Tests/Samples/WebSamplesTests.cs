using Flint.House.Tests.Support;

namespace Flint.House.Tests.Samples;

/// <summary>The web samples, each a process of its own on Kestrel.</summary>
public sealed class WebSamplesTests : IDisposable
{
    private const string Serving = "samples/WebApi";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_web_api_should_admit_exactly_the_limit_over_a_restart()
    {
        int admitted;
        await using (var app = await WebProgram.StartAppAsync(Serving, _directory.Path, "--Flint:Policies:per-user:Rate", "20", "--Flint:Policies:per-user:Per", "1d"))
            admitted = await AdmittedAsync(12, _ => app);
        await using (var app = await WebProgram.StartAppAsync(Serving, _directory.Path, "--Flint:Policies:per-user:Rate", "20", "--Flint:Policies:per-user:Per", "1d"))
        {
            admitted += await AdmittedAsync(128, _ => app);
            Assert.Equal(200, await app.GetAsync("/health", "ada"));
            Assert.Equal(200, await app.GetAsync("/hello", "bob"));
        }

        Assert.Equal(20, admitted);
    }

    [Fact]
    public async Task Two_apps_should_admit_exactly_the_limit_between_them_from_one_server_that_may_restart()
    {
        var server = await WebProgram.StartFlintAsync(_directory.Path);
        var (url, bind) = (server.Address.ToString(), server.Address.Authority);
        try
        {
            string[] arguments = ["--Flint:Server", url, "--Flint:Policies:per-user:Rate", "50", "--Flint:Policies:per-user:Per", "1d"];
            await using var one = await WebProgram.StartAppAsync(Serving, _directory.Path, arguments);
            await using var other = await WebProgram.StartAppAsync(Serving, _directory.Path, arguments);

            Assert.Equal(50, await AdmittedAsync(128, i => i % 2 == 0 ? one : other));

            await server.DisposeAsync(); // killed
            Assert.Equal(503, await one.GetAsync("/hello", "ada"));
            server = await WebProgram.StartFlintAsync(_directory.Path, bind);
            Assert.Equal((429, 200), (await one.GetAsync("/hello", "ada"), await other.GetAsync("/hello", "bob")));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_weighted_api_should_charge_user_and_tenant_or_neither()
    {
        await using var app = await WebProgram.StartAppAsync("samples/WeightedApi", _directory.Path);

        Assert.Equal(200, await app.GetAsync("/report?user=ada&pages=80", ""));
        Assert.Equal(429, await app.GetAsync("/report?user=ada&pages=40", "")); // her own limit
        Assert.Equal(429, await app.GetAsync("/report?user=bob&pages=90", "")); // the tenant's; bob is not charged
        Assert.Equal(200, await app.GetAsync("/report?user=bob&pages=70", ""));
        using var refused = await app.Http.GetAsync("/report?user=bob&pages=1");

        Assert.Equal(("150", "0"), (Assert.Single(refused.Headers.GetValues("X-RateLimit-Limit")), Assert.Single(refused.Headers.GetValues("X-RateLimit-Remaining"))));
    }

    [Fact]
    public async Task The_worker_should_keep_its_calls_back_over_a_restart()
    {
        await using var partner = await WebProgram.StartAppAsync(Serving, _directory.Path, "--Flint:Policies:per-user:Rate", "1000", "--Flint:Policies:per-user:Per", "1m");
        using var own = new TemporaryDirectory();

        var first = await DotNetProgram.RunAsync("samples/OutgoingWorker", [new Uri(partner.Address, "/hello").ToString()], own.Path);
        var second = await DotNetProgram.RunAsync("samples/OutgoingWorker", [new Uri(partner.Address, "/hello").ToString()], own.Path);

        Assert.Equal(
            """
            call 1: OK
            call 2: OK
            call 3: OK
            call 4: kept back for 60 minutes
            call 5: kept back for 60 minutes

            """,
            first.Output.ReplaceLineEndings());
        Assert.DoesNotContain("OK", second.Output, StringComparison.Ordinal);
        Assert.Equal(0, second.ExitCode);
    }

    private static async Task<int> AdmittedAsync(int requests, Func<int, WebProgram> app)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, requests).Select(i => app(i).GetAsync("/hello", "ada")));
        Assert.All(statuses, status => Assert.True(status is 200 or 429, $"answered with {status}"));
        return statuses.Count(status => status == 200);
    }
}
