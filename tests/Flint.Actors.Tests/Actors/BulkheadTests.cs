using Akka.Dispatch;
using Flint.Actors;

namespace Flint.Tests.Actors;

/// <summary>What runs behind the bulkhead, given by several threads: everything once, in the order of each, and never two at a time.</summary>
public sealed class BulkheadTests
{
    [Fact]
    public async Task Everything_should_run_once_in_its_order_and_never_two_at_a_time()
    {
        const int givers = 3;
        const int each = 20_000;
        var bulkhead = new Bulkhead();
        var (running, done) = (0, 0);
        var next = new int[givers];
        var wrong = new List<string>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Task.WhenAll(Enumerable.Range(0, givers).Select(giver => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                var number = i;
                bulkhead.Add(new Work(() => Run(giver, number)));
            }
        })));
        await all.Task;

        Assert.Empty(wrong);
        Assert.Equal(Enumerable.Repeat(each, givers), next);

        void Run(int giver, int number)
        {
            if (Interlocked.Increment(ref running) != 1)
                wrong.Add("two at a time");
            if (next[giver]++ != number)
                wrong.Add($"{giver}: {number} came as {next[giver] - 1}");
            Interlocked.Decrement(ref running);
            if (++done == givers * each)
                all.SetResult();
        }
    }

    private sealed class Work(Action run) : IRunnable
    {
        public void Run() => run();

        public void Execute() => run();
    }
}
