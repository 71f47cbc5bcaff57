using System.Diagnostics;

namespace Flint.Campaigns.Attack;

/// <summary>Checks keys in turn, one each millisecond, whether the answers to those before have come or not: who calls does not wait for others.</summary>
internal sealed class SteadyCaller(Limiter limiter, IReadOnlyList<string> keys)
{
    private const int Pace = 1;

    private readonly Lock _gate = new();
    private List<TimeSpan> _waits = [];
    private TimeSpan _latest;

    /// <summary>How many checks were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>How many of them were granted.</summary>
    public int Granted { get; private set; }

    /// <summary>What the first was told that was not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Calls while the other runs; returns once all are answered.</summary>
    public async Task<Waits> BesideAsync(Task other)
    {
        (_waits, _latest) = ([], TimeSpan.Zero);
        var called = new TaskCompletionSource<List<Task>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => called.SetResult(Call(((IAsyncResult)other).AsyncWaitHandle))) { IsBackground = true, Name = "steady caller" }.Start();
        await Task.WhenAll(await called.Task);
        await other;
        return new Waits([.. _waits.Order()], _latest);
    }

    // On a thread of its own: the pool's have the attackers to serve. What was due while it had no processor it asks for afterwards.
    private List<Task> Call(WaitHandle isOver)
    {
        var checks = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        while (!isOver.WaitOne(Pace))
        {
            while (Stopwatch.GetElapsedTime(start).TotalMilliseconds - ((checks.Count + 1) * Pace) is var late && late >= 0)
            {
                _latest = late > _latest.TotalMilliseconds ? TimeSpan.FromMilliseconds(late) : _latest;
                checks.Add(CheckAsync(keys[Asked++ % keys.Count]));
            }
        }
        return checks;
    }

    private async Task CheckAsync(string key)
    {
        string? failure = null;
        var start = Stopwatch.GetTimestamp();
        try
        {
            failure = (await limiter.CheckAsync(key)).Allowed ? null : $"{key} was denied";
        }
        catch (FlintException e)
        {
            failure = $"{key}: {e.GetType().Name}: {e.Message}";
        }
        var wait = Stopwatch.GetElapsedTime(start);
        lock (_gate)
        {
            _waits.Add(wait);
            Granted += failure is null ? 1 : 0;
            Failure ??= failure;
        }
    }
}
