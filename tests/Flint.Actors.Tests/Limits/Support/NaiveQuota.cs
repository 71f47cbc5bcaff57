using System.Numerics;
using Flint.Limits;

namespace Flint.Actors.Tests.Limits.Support;

/// <summary>What a quota must do, said as simply as can be: fractions of any size, plain lists, no thought of speed. Immutable, so that a test can keep one.</summary>
internal abstract class NaiveQuota
{
    public static NaiveQuota Full(Terms terms, long now) => terms.Algorithm switch
    {
        Algorithm.TokenBucket => new NaiveBucket(terms.Rate, now),
        Algorithm.SlidingWindowLog => new NaiveLog([]),
        _ => new NaiveWindow(null, 0),
    };

    /// <summary>What is left; below zero is debt.</summary>
    public abstract BigInteger Left(Terms terms, long now);

    public abstract bool IsFull(Terms terms, long now);

    public abstract NaiveQuota Spend(Terms terms, long at, long cost);

    public NaiveQuota Reconfigured(Terms from, Terms to, long now)
    {
        if (from == to)
            return this;
        if (from.Algorithm == to.Algorithm)
            return Keep(from, to, now);
        var unavailable = Math.Min(from.Rate - Available(from, now), to.Rate);
        return unavailable == 0 ? Full(to, now) : Full(to, now).Spend(to, now, unavailable);
    }

    public long Available(Terms terms, long now) => (long)BigInteger.Max(0, Left(terms, now));

    protected abstract NaiveQuota Keep(Terms from, Terms to, long now);
}

internal sealed class NaiveBucket(Rational tokens, long at) : NaiveQuota
{
    public override BigInteger Left(Terms terms, long now) => Tokens(terms, now).Floor;

    public override bool IsFull(Terms terms, long now) => Tokens(terms, now) >= terms.Rate;

    public override NaiveQuota Spend(Terms terms, long at, long cost) => new NaiveBucket(Tokens(terms, at) - cost, at);

    protected override NaiveQuota Keep(Terms from, Terms to, long now) =>
        new NaiveBucket(Rational.Min(Tokens(from, now).FloorTo(to.PerTicks), to.Rate), now);

    private Rational Tokens(Terms terms, long now) =>
        Rational.Min(tokens + new Rational((BigInteger)(now - at) * terms.Rate, terms.PerTicks), terms.Rate);
}

internal sealed class NaiveWindow(long? start, BigInteger used) : NaiveQuota
{
    public override BigInteger Left(Terms terms, long now) => terms.Rate - (IsOpen(terms, now) ? used : 0);

    public override bool IsFull(Terms terms, long now) => !IsOpen(terms, now);

    public override NaiveQuota Spend(Terms terms, long at, long cost) =>
        IsOpen(terms, at) ? new NaiveWindow(start, used + cost) : new NaiveWindow(at, cost);

    protected override NaiveQuota Keep(Terms from, Terms to, long now) => IsOpen(from, now) ? this : new NaiveWindow(null, 0);

    private bool IsOpen(Terms terms, long now) => start is { } started && now < started + terms.PerTicks;
}

/// <summary>A list of spends, with the merging rule of the format.</summary>
internal sealed class NaiveLog(List<(long At, long Cost)> spends) : NaiveQuota
{
    public int Count => spends.Count;

    public override BigInteger Left(Terms terms, long now)
    {
        Int128 used = 0;
        foreach (var (at, cost) in spends)
            if (at + terms.PerTicks > now)
                used += cost;
        return terms.Rate - used;
    }

    public override bool IsFull(Terms terms, long now) => Live(terms, now).Count == 0;

    public override NaiveQuota Spend(Terms terms, long at, long cost)
    {
        // With room for one more: a full log is merged some ten thousand times in a test, and would be copied once more each time.
        var live = Live(terms, at, room: 1);
        live.Add((at, cost));
        live = MergedBy(live, slice: 1);
        return new NaiveLog(live.Count <= 4096 ? live : MergedBy(live, slice: (terms.PerTicks + 4094) / 4095));
    }

    protected override NaiveQuota Keep(Terms from, Terms to, long now) => new NaiveLog(Live(from, now));

    private List<(long At, long Cost)> Live(Terms terms, long now, int room = 0)
    {
        var live = new List<(long At, long Cost)>(spends.Count + room);
        foreach (var spend in spends)
            if (spend.At + terms.PerTicks > now)
                live.Add(spend);
        return live;
    }

    // Neighbours of one slice become one spend, at the time of the latest.
    private static List<(long At, long Cost)> MergedBy(List<(long At, long Cost)> spends, long slice)
    {
        var merged = new List<(long At, long Cost)>(spends.Count);
        var last = 0L;
        foreach (var (at, cost) in spends)
        {
            var mine = at / slice;
            if (merged.Count > 0 && last == mine)
                merged[^1] = (at, merged[^1].Cost + cost);
            else
                merged.Add((at, cost));
            last = mine;
        }
        return merged;
    }
}
