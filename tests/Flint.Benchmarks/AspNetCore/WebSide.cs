using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flint.Benchmarks.AspNetCore;

/// <summary>An app on Kestrel whose only endpoint answers with nothing, behind a limit for each address or behind none.</summary>
internal sealed class WebSide : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Uri _address;

    private WebSide(WebApplication app)
    {
        _app = app;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan });
        _address = new Uri(app.Urls.First());
    }

    public static Task<WebSide> WithoutAsync() => StartAsync(_ => { }, _ => { });

    /// <summary>The framework's middleware and token bucket.</summary>
    public static Task<WebSide> WithFrameworkAsync() => StartAsync(
        services => services.AddRateLimiter(o => o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(KeyOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = int.MaxValue,
                TokensPerPeriod = int.MaxValue,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }))),
        app => app.UseRateLimiter());

    /// <summary>Flint's middleware, with its headers.</summary>
    public static Task<WebSide> WithFlintAsync(ILimiter limiter) => StartAsync(
        services => services.AddSingleton(limiter), // an instance: the container does not dispose it
        app => app.UseFlint(o => (o.KeySelector, o.Rate, o.Per) = (KeyOf, Scenarios.Limits.Endless, Scenarios.Limits.Day)));

    /// <summary>The status of one request.</summary>
    public async ValueTask<int> GetAsync()
    {
        using var response = await _http.GetAsync(_address);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private static string KeyOf(HttpContext context) => $"ip:{context.Connection.RemoteIpAddress}";

    private static async Task<WebSide> StartAsync(Action<IServiceCollection> services, Action<WebApplication> limit)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        services(builder.Services);
        var app = builder.Build();
        limit(app);
        app.Run(_ => Task.CompletedTask);
        await app.StartAsync();
        return new WebSide(app);
    }
}
