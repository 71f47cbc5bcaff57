using Flint.Actors.Journal.Log;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Attack;

/// <summary>A limiter in this process, by a given clock, and its log, to be looked at from behind.</summary>
internal sealed class WatchedLimiter : IAsyncDisposable
{
    private WatchedLimiter(Limiter limiter, LogEngine log) => (Limiter, Log) = (limiter, log);

    public Limiter Limiter { get; }

    public LogEngine Log { get; }

    public static WatchedLimiter Open(DataDirectory directory, TimeProvider clock)
    {
        LogEngine? log = null;
        var options = new LimiterOptions { DataDirectory = directory.Path, Sync = SyncMode.Batch(), CompactGrowthPercent = 0, HistoryKeep = 0, TimeProvider = clock };
        var limiter = Limiter.Open(options, (config, time, import) => log = LogEngine.Open(config.Directory, config.Settings, time, import));
        return new WatchedLimiter(limiter, log!);
    }

    public ValueTask DisposeAsync() => Limiter.DisposeAsync();
}
