using System.Runtime.CompilerServices;

namespace Flint.Benchmarks.Load;

/// <summary>Callers that each wait for an answer before they ask again.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs the callers for a time; how many answers they had.</summary>
    /// <param name="callers">How many there are.</param>
    /// <param name="length">How long they go on.</param>
    /// <param name="call">What caller number so-and-so does for its n-th time; false if the answer is not the one expected.</param>
    public static async Task<long> RunAsync<T>(int callers, TimeSpan length, Func<int, long, ValueTask<T>> call, Func<T, bool> isExpected)
    {
        var isOver = new StrongBox<bool>();
        var counts = Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var n = 0L;
            for (; !Volatile.Read(ref isOver.Value); n++)
            {
                var answer = await call(caller, n);
                if (!isExpected(answer))
                    throw new InvalidOperationException($"not what this benchmark measures: {answer}");
            }
            return n;
        })).ToArray();
        using (new Timer(_ => Volatile.Write(ref isOver.Value, true), null, length, Timeout.InfiniteTimeSpan))
            return (await Task.WhenAll(counts)).Sum();
    }
}
