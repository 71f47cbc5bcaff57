using System.Numerics;
using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

/// <summary>More distinct instants in a period than a log keeps apart.</summary>
public class SlidingWindowMergingTests : LimitTestBase
{
    private const long Per = 4_095 * 244; // about 100 ms, and a multiple of the number of slices: where rounding up and adding one part
    private const long Slice = (Per + 4_094) / 4_095;

    private static readonly Terms Busy = new(Algorithm.SlidingWindowLog, 1_000_000, Per);

    [Fact]
    public void Log_should_be_exact_up_to_4096_instants()
    {
        var quota = Quota.Full(Busy, Start);
        for (var i = 0; i < 4_096; i++)
            quota = quota.Spend(Busy, Start + i, 1);

        for (var i = 0; i < 4_096; i++)
            Assert.Equal(Busy.Rate - 4_096 + i + 1, quota.Available(Busy, Start + i + Per));
    }

    [Fact]
    public void One_instant_more_should_merge_every_slice_to_its_latest_time()
    {
        var first = Start / Slice * Slice;
        var quota = Quota.Full(Busy, first);
        for (var i = 0; i <= 4_096; i++)
            quota = quota.Spend(Busy, first + i, 2);

        var spends = Assert.IsType<SlidingWindowState>(quota.Export(Busy)).Spends;
        Assert.Equal((4_096 / (int)Slice) + 1, spends.Count);
        Assert.Equal(new LoggedSpend(first + Slice - 1, 2 * Slice), spends[0]);
        Assert.Equal(first + 4_096, spends[^1].At);
        Assert.Equal(2 * 4_097, spends.Sum(spend => spend.Cost));
    }

    [Theory]
    [InlineData(1, 30, 0)]
    [InlineData(2, (int)Slice, 0)]
    [InlineData(3, 2 * (int)Slice, 0)]
    [InlineData(4, 30, 4_500)]
    [InlineData(5, (int)Slice, 3_000)]
    [InlineData(6, 60, 2_500)]
    public void Busy_log_should_live_as_its_naive_model(int seed, int longestStep, int stepsBetweenGaps)
    {
        // Mostly in debt, so that what passes when is a question that goes deep into the log.
        var random = new Random(seed);
        var story = new Story(Busy with { Rate = 50_000 });
        var mostEntries = 0;
        for (var i = 1; i <= 20_000; i++)
        {
            story.Advance(random.Next(longestStep + 1));
            if (stepsBetweenGaps > 0 && random.Next(stepsBetweenGaps) == 0)
                story.Advance(random.NextInt64(Per));
            story.CompareAvailable();
            story.Spend(random.Next(1, 60));
            story.CompareAvailable(ahead: random.NextInt64(Per));

            mostEntries = Math.Max(mostEntries, ((NaiveLog)story.Model).Count);
            if (random.Next(5) == 0)
                story.CompareAvailableAt(random.NextInt64(1, story.Terms.Rate));
            if (random.Next(300) == 0)
                story.TryOut(random.Next(1, 60));
            if (random.Next(1_000) == 0)
                story.KeepSnapshot();
            if (random.Next(5_000) == 0)
                story.ExportAndImport();
            if (random.Next(3_000) == 0)
                story.Reconfigure(story.Terms with { PerTicks = Per + random.NextInt64(Per) - (Per / 2) });
        }
        story.End();
        Assert.Equal(4_096, mostEntries);
    }

    [Fact]
    public void Merging_should_never_admit_more_and_deny_at_most_a_slice_longer()
    {
        var random = new Random(7);
        var quota = Quota.Full(Busy, Start);
        var spends = new List<(long At, long Cost)>();
        var now = Start;
        for (var i = 0; i < 20_000; i++)
        {
            now += random.Next(40);
            quota = quota.Spend(Busy, now, 30);
            spends.Add((now, 30));
            if (i % 50 != 0)
                continue;
            for (var later = now; later < now + Per; later += Per / 20)
            {
                var exact = Left(spends, later);
                Assert.True(quota.Available(Busy, later) <= exact);
                Assert.True(quota.Available(Busy, later + Slice) >= exact);
            }
        }
    }

    [Fact]
    public void Spend_on_a_busy_log_should_copy_and_allocate_next_to_nothing()
    {
        var quota = Quota.Full(Busy, Start);
        var now = Start;
        for (var i = 0; i < 50_000; i++)
            quota = quota.Spend(Busy, now += 100, 1);

        // Each spend is tried out first, as a caller does that wants to know what would be left. A log of 4,096 is 64 KiB: copied at each spend, this would be 12 GiB.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
        {
            now += 100;
            quota.Spend(Busy, now, 1);
            quota = quota.Spend(Busy, now, 1);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000 * 40);
    }

    private static BigInteger Left(List<(long At, long Cost)> spends, long now)
    {
        BigInteger used = 0;
        for (var i = spends.Count - 1; i >= 0 && spends[i].At + Per > now; i--)
            used += spends[i].Cost;
        return BigInteger.Max(0, Busy.Rate - used);
    }
}
