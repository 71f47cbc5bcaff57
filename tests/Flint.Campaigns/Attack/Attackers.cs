namespace Flint.Campaigns.Attack;

/// <summary>Callers that each check a key that nobody has checked before, wait for the answer, and go on to the next.</summary>
internal sealed class Attackers(Limiter limiter, int callers, int seed)
{
    private long _granted;
    private long _overloaded;
    private int _next;

    /// <summary>How many were granted.</summary>
    public long Granted => Volatile.Read(ref _granted);

    /// <summary>How many were refused because too many waited.</summary>
    public long Overloaded => Volatile.Read(ref _overloaded);

    /// <summary>Checks so many keys more.</summary>
    /// <exception cref="InvalidOperationException">A key was denied what nobody has taken.</exception>
    public async Task CheckAsync(int keys)
    {
        var end = _next + keys;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref _next) - 1) < end;)
                await CheckAsync(MadeUpKeys.Of(seed, n));
        })));
        _next = end;
    }

    private async Task CheckAsync(string key)
    {
        try
        {
            if (!(await limiter.CheckAsync(key)).Allowed)
                throw new InvalidOperationException($"{key} was denied at its first check");
            Interlocked.Increment(ref _granted);
        }
        catch (LimiterOverloadedException)
        {
            Interlocked.Increment(ref _overloaded);
        }
    }
}
