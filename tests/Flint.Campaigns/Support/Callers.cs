namespace Flint.Campaigns.Support;

/// <summary>
/// Callers that check keys of a ledger one request at a time, each until it is stopped or its server does not answer any more:
/// so no more than one request a caller is ever in doubt.
/// </summary>
internal sealed class Callers
{
    private readonly Task _all;
    private volatile bool _isStopped;
    private long _answers;

    /// <param name="http">The server.</param>
    /// <param name="count">How many callers.</param>
    /// <param name="keys">What each of them picks from.</param>
    /// <param name="ledger">Where they record.</param>
    /// <param name="seed">Of their picks.</param>
    /// <param name="watch">Sees every answer; false ends that caller.</param>
    public Callers(FlintHttp http, int count, IReadOnlyList<string> keys, Ledger ledger, int seed, Func<Answer, bool>? watch = null) =>
        _all = Task.WhenAll(Enumerable.Range(0, count).Select(caller => Task.Run(() => CallAsync(http, keys, ledger, new Random(seed + caller), watch))));

    /// <summary>Completes when every caller has ended by itself.</summary>
    public Task Ended => _all;

    /// <summary>How many answers have come.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Completes once so many answers have come (or every caller has ended).</summary>
    public async Task AnsweredAsync(long count)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (Interlocked.Read(ref _answers) < count && !_all.IsCompleted)
            await tick.WaitForNextTickAsync();
    }

    /// <summary>Ends the callers after the answer that each waits for.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return _all;
    }

    private async Task CallAsync(FlintHttp http, IReadOnlyList<string> keys, Ledger ledger, Random random, Func<Answer, bool>? watch)
    {
        while (!_isStopped)
        {
            var key = keys[random.Next(keys.Count)];
            var answer = await http.CheckAsync(key);
            ledger.Record(key, answer.Outcome);
            Interlocked.Increment(ref _answers);
            if (!answer.Arrived || watch?.Invoke(answer) == false)
                return;
        }
    }
}
