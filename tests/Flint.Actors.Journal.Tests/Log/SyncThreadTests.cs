using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class SyncThreadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Work_should_be_done_once_and_in_its_order_whether_the_thread_looks_out_for_it_or_sleeps(bool looksOut)
    {
        var done = new List<int>();
        using (var thread = new SyncThread("of a test"))
        {
            // Some is waited for, and the next comes while the thread looks out or falls asleep; some comes while other work waits.
            for (var i = 0; i < 2_000; i++)
            {
                var number = i;
                if (i % 3 == 0)
                    thread.Post(() => Do(number));
                else
                    thread.Run(() => Do(number));
            }

            void Do(int number)
            {
                done.Add(number);
                thread.ExpectsWork = looksOut;
            }
        }

        Assert.Equal(Enumerable.Range(0, 2_000), done);
    }

    [Fact]
    public void Thread_should_end_behind_what_was_posted_though_it_looks_out_for_more()
    {
        var done = 0;
        var thread = new SyncThread("of a test");
        thread.Run(() => thread.ExpectsWork = true);
        thread.Post(() => done++);

        thread.Dispose();

        Assert.Equal(1, done);
    }
}
