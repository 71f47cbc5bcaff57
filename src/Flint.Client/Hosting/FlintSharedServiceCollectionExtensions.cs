using Flint;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The namespace of what it extends, as everywhere in .NET.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The limits of a flint server in a service container.</summary>
public static class FlintSharedServiceCollectionExtensions
{
    /// <summary>The name of its client in <c>IHttpClientFactory</c>.</summary>
    public const string ClientName = "flint";

    /// <summary>Adds <see cref="ILimiter"/>: the limits of the server at <paramref name="url"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="url">The server's address, such as <c>http://127.0.0.1:7878</c>.</param>
    /// <param name="token">What the server was given as <c>--token</c>.</param>
    /// <param name="timeout">How long an answer may take; left out: 10 s.</param>
    /// <returns>The client, to add handlers to.</returns>
    /// <exception cref="ArgumentException">The address is not one of http or https.</exception>
    public static IHttpClientBuilder AddFlintShared(this IServiceCollection services, string url, string? token = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        using (var probe = new HttpClient())
            SharedLimiter.Configure(probe, url, token);
        services.TryAddSingleton<ILimiter>(provider => new SharedLimiter(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName),
            timeout,
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return services.AddHttpClient(ClientName, client => SharedLimiter.Configure(client, url, token));
    }
}
