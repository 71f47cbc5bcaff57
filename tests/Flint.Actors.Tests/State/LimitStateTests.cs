using CsCheck;
using Flint.Limits;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.State;

public sealed class LimitStateTests
{
    private const long At = 638_000_000_000_000_000;
    private static readonly LimitConfig Ten = new(new Terms(Algorithm.FixedWindowCounter, 10, TimeSpan.TicksPerSecond));

    private static readonly LimitConfig Hundred = new(new Terms(Algorithm.TokenBucket, 100, TimeSpan.TicksPerMinute));

    private static readonly LimitConfig Sliding = new(new Terms(Algorithm.SlidingWindowLog, 50, TimeSpan.TicksPerSecond));

    private static readonly Gen<LimitEntry[]> Entries = Gen.Select(Gen.Int[0, 9], Gen.Long[0, 5_000_000], Gen.Int[0, 2].Select(i => new[] { 1L, 3, long.MaxValue }[i])).Array[0, 40].Select(steps =>
    {
        var at = At;
        return Array.ConvertAll(steps, step =>
        {
            at += step.Item2;
            return step.Item1 switch
            {
                < 7 => LimitEntry.Allow(at, step.Item3),
                7 => LimitEntry.Deny(at, step.Item3),
                8 => LimitEntry.Configured(at, Hundred),
                _ => LimitEntry.Removed(at),
            };
        });
    });

    private static LimitState Configured => default(LimitState).Apply(LimitEntry.Configured(At, Ten));

    [Fact]
    public void Cost_should_wait_only_where_a_hold_decides_it()
    {
        var state = Configured.Apply(LimitEntry.Allow(At, 4));

        Assert.Equal(Verdict.Granted, state.Decide(6, At));
        Assert.Equal(Verdict.Granted, state.Decide(2, At, held: 4));
        Assert.Equal(Verdict.Waits, state.Decide(3, At, held: 4));
        Assert.Equal(Verdict.Denied, state.Decide(7, At, held: 4));
    }

    [Fact]
    public void Denials_should_count_and_change_no_quota()
    {
        var before = Configured.Apply(LimitEntry.Allow(At, 4));
        var after = before.Apply(LimitEntry.Deny(At + 1, 7)).Apply(LimitEntry.Deny(At + 5, 8));

        Assert.Equal(before.Quota, after.Quota);
        Assert.Equal((2, 15, At + 5), (after.TotalDenied, after.TotalDeniedCost, after.LastDeniedAt));
        Assert.Equal(after, before.Apply(LimitEntry.Deny(At + 1, 7).JoinedBy(LimitEntry.Deny(At + 5, 8))));
    }

    [Fact]
    public void Copies_should_stay_what_they_were_when_entries_are_added_where_they_came_from() => Entries.Sample(entries =>
    {
        foreach (var config in new[] { Ten, Hundred, Sliding })
        {
            var state = default(LimitState).Apply(LimitEntry.Configured(At, config));
            var copies = new List<LimitState> { state };
            foreach (var entry in entries)
            {
                state.Add(entry);
                copies.Add(state);
            }

            for (var count = 0; count <= entries.Length; count++)
                Assert.Equal(copies[0].Apply(entries.AsSpan(0, count)), copies[count]);
        }
    });

    [Fact]
    public void Transaction_should_be_charged_once()
    {
        var part = new CheckAllPart(3, 1, At, ["k"]);
        var once = Configured.Apply(LimitEntry.AllowAll(At + 1, 2, part));

        var twice = once.Apply(LimitEntry.AllowAll(At + 2, 2, part));

        Assert.Equal(once with { LastAt = At + 2 }, twice);
        Assert.Equal(8, twice.Quota.Available(Ten.Terms, At + 2));
    }

    [Fact]
    public void Transaction_should_stay_known_after_the_key_was_removed_and_configured_again()
    {
        var part = new CheckAllPart(3, 1, At, ["k"]);
        var again = Configured.Apply(LimitEntry.AllowAll(At + 1, 2, part)).Apply(LimitEntry.Removed(At + 2)).Apply(LimitEntry.Configured(At + 3, Ten));

        Assert.Equal(10, again.Apply(LimitEntry.AllowAll(At + 4, 2, part)).Quota.Available(Ten.Terms, At + 4));
        Assert.Equal(0, again.TotalAllowed);
    }

    [Fact]
    public void Part_should_be_charged_even_where_too_little_is_left()
    {
        var part = new CheckAllPart(3, 1, At, ["k"]);

        var state = Configured.Apply(LimitEntry.Allow(At, 9)).Apply(LimitEntry.AllowAll(At, 5, part));

        Assert.Equal(0, state.Quota.Available(Ten.Terms, At));
        Assert.Equal(14, state.TotalAllowedCost);
    }

    [Fact]
    public void Sums_should_be_pinned_rather_than_wrap()
    {
        var state = Configured with { TotalAllowedCost = long.MaxValue - 1 };

        Assert.Equal(long.MaxValue, state.Apply(LimitEntry.Allow(At, 5)).TotalAllowedCost);
    }

    [Fact]
    public void Folding_in_pieces_should_give_the_same_state()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var entries = RandomLives.Entries(new Random(seed), 80);
            var whole = entries.Aggregate(default(LimitState), (state, entry) => state.Apply(entry));
            var cut = seed % entries.Count;

            var head = entries.Take(cut).Aggregate(default(LimitState), (state, entry) => state.Apply(entry));
            var pieces = entries.Skip(cut).Aggregate(head, (state, entry) => state.Apply(entry));

            Assert.Equal(whole, pieces);
        }
    }
}
