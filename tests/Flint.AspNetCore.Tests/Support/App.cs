using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flint.AspNetCore.Tests.Support;

/// <summary>An app on Kestrel, on a free port of the loopback address, that keeps what it logs and what its requests throw.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly WebApplication _app;

    private App(WebApplication app, LogLines logs, ConcurrentQueue<Exception> errors)
    {
        (_app, Logs, Errors) = (app, logs, errors);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <summary>What Flint has logged.</summary>
    public LogLines Logs { get; }

    /// <summary>What requests have thrown.</summary>
    public ConcurrentQueue<Exception> Errors { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an app: its services, then its pipeline and endpoints.</summary>
    public static async Task<App> StartAsync(ILimiter limiter, TimeProvider clock, Action<WebApplication> configure, Action<IServiceCollection>? services = null)
    {
        var logs = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(clock).AddSingleton(limiter); // an instance: the container does not dispose it
        services?.Invoke(builder.Services);
        var web = builder.Build();
        var errors = new ConcurrentQueue<Exception>();
        web.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e)
            {
                errors.Enqueue(e);
                throw;
            }
        });
        web.UseRouting();
        configure(web);
        await web.StartAsync();
        return new App(web, logs, errors);
    }

    public async Task<int> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>The statuses of as many requests, one after the other.</summary>
    public async Task<IReadOnlyList<int>> GetAsync(string path, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add(await GetAsync(path));
        return statuses;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
