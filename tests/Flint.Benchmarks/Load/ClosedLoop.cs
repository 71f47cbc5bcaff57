using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Flint.Benchmarks.Load;

/// <summary>Callers that each wait for an answer before they ask again.</summary>
internal static class ClosedLoop
{
    // Of many callers not each call is timed: a clock beside a call of one microsecond would be seen. A prime, so that it keeps step with nothing.
    private const int EveryWithMany = 7;

    /// <summary>Runs the callers for a time; how many answers they had.</summary>
    public static Task<long> RunAsync<T>(int callers, TimeSpan length, Func<int, long, ValueTask<T>> call, Func<T, bool> isExpected, Latencies? latencies = null) =>
        RunAsync(callers, () => Thread.Sleep(length), call, isExpected, latencies);

    /// <summary>Runs the callers until something has happened; how many answers they had.</summary>
    /// <param name="callers">How many there are.</param>
    /// <param name="waitForEnd">Returns when it has; called on a thread of its own, for callers that never wait leave the pool none.</param>
    /// <param name="call">What caller number so-and-so does for its n-th time.</param>
    /// <param name="isExpected">False if the answer is not the one expected: that is an error.</param>
    /// <param name="latencies">Where calls are noted; left out: nowhere.</param>
    public static async Task<long> RunAsync<T>(int callers, Action waitForEnd, Func<int, long, ValueTask<T>> call, Func<T, bool> isExpected, Latencies? latencies = null)
    {
        var isOver = new StrongBox<bool>();
        var every = callers == 1 ? 1 : EveryWithMany;
        var counts = Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var n = 0L;
            for (; !Volatile.Read(ref isOver.Value); n++)
            {
                var start = latencies is not null && n % every == 0 ? Stopwatch.GetTimestamp() : 0;
                var answer = await call(caller, n);
                if (start != 0)
                    latencies!.Add(caller, Stopwatch.GetTimestamp() - start);
                if (!isExpected(answer))
                    throw new InvalidOperationException($"not what this benchmark measures: {answer}");
            }
            return n;
        })).ToArray();
        new Thread(() =>
        {
            waitForEnd();
            Volatile.Write(ref isOver.Value, true);
        }).Start();
        return (await Task.WhenAll(counts)).Sum();
    }
}
