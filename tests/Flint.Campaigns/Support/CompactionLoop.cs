namespace Flint.Campaigns.Support;

/// <summary>Asks a server for a compaction again and again until it is gone.</summary>
internal sealed class CompactionLoop
{
    private readonly Task _loop;
    private long _done;

    /// <param name="http">The server.</param>
    /// <param name="every">How often; later where the compaction before has not ended.</param>
    public CompactionLoop(FlintHttp http, TimeSpan every) => _loop = Task.Run(() => RunAsync(http, every));

    /// <summary>Completes once so many compactions have ended (or the server is gone).</summary>
    public async Task ReachedAsync(long count)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (Interlocked.Read(ref _done) < count && !_loop.IsCompleted)
            await tick.WaitForNextTickAsync();
    }

    /// <summary>Completes when the server does not answer any more: how many compactions it has finished.</summary>
    public async Task<long> EndedAsync()
    {
        await _loop;
        return Interlocked.Read(ref _done);
    }

    private async Task RunAsync(FlintHttp http, TimeSpan every)
    {
        using var tick = new PeriodicTimer(every);
        while (await tick.WaitForNextTickAsync() && await http.CompactAsync())
            Interlocked.Increment(ref _done);
    }
}
