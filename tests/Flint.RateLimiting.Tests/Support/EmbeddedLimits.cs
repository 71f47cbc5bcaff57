using Microsoft.Extensions.Time.Testing;

namespace Flint.RateLimiting.Tests.Support;

/// <summary>An embedded limiter over a directory of its own, by a virtual clock.</summary>
public abstract class EmbeddedLimits : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-ratelimiting-");

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected Limiter Limiter { get; private set; } = null!;

    public static TheoryData<Algorithm> Algorithms => [.. Enum.GetValues<Algorithm>()];

    public Task InitializeAsync() => OpenAsync();

    public async Task DisposeAsync()
    {
        await Limiter.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>As a deployment does.</summary>
    protected async Task RestartAsync()
    {
        await Limiter.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>What the key was charged, and how often it refused.</summary>
    protected async Task<(long Charged, long Denied)> CountedAsync(string key)
    {
        var status = (await Limiter.StatusAsync(key))!;
        return (status.TotalAllowedCost, status.TotalDenied);
    }

    private async Task OpenAsync() =>
        Limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = _directory.FullName, Sync = SyncMode.Batch(), TimeProvider = Clock });
}
