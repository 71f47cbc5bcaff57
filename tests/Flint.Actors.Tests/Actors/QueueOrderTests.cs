using Akka;
using Akka.Actor;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class QueueOrderTests : DiskLimits
{
    [Fact]
    public async Task Waiting_check_should_not_fall_behind_a_later_one_when_time_passes_while_it_is_decided()
    {
        var clock = new SteppingClock();
        var limiter = Open(clock: clock);
        await limiter.StatusAsync("nobody"); // the partitions are there
        var partition = Actor(limiter, "/user/flint/partition-0");
        await partition.Ask<Done>(new ConfigureLimit("k", 5, TimeSpan.FromMinutes(1), Algorithm.SlidingWindowLog));
        await partition.Ask<CheckResult>(new Check("k", 3));
        clock.Advance(TimeSpan.FromSeconds(1));
        await partition.Ask<QuotaReserved>(new ReserveQuota(1, 0, "k", 2));
        var waiting = Inbox.Create(limiter.System);
        partition.Tell(new Check("k", 2), waiting.Receiver);
        partition.Tell(new Check("k", 1), waiting.Receiver);
        await partition.Ask<LimitStatus>(new GetStatus("k"));

        // The first look finds no room for the cost of 2; at the second the 3 have left the window.
        var looks = 0;
        clock.Looking = () =>
        {
            if (Interlocked.Increment(ref looks) == 2)
                clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
        };
        partition.Tell(new CommitPart(1, 0, "k", 2, new CheckAllPart(1, 0, 1, [("k", 2)])));

        Assert.Equal([(2, false), (1, true)], [Next(), Next()]);

        (long Cost, bool Allowed) Next() => waiting.Receive(TimeSpan.FromSeconds(10)) is CheckResult r ? (r.Cost, r.Allowed) : default;
    }
}
