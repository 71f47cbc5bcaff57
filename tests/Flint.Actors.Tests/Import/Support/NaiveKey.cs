using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;

namespace Flint.Tests.Import.Support;

/// <summary>One key counted as simply as can be, and beside it what flint-limiter keeps of it.</summary>
internal sealed class NaiveKey(string name, Terms terms, long now)
{
    public string Name => name;

    public Terms Terms { get; private set; } = terms;

    public NaiveQuota Quota { get; private set; } = NaiveQuota.Full(terms, now);

    public long Events { get; set; }

    public long Allowed { get; private set; }

    public long AllowedCost { get; private set; }

    public long Denied { get; private set; }

    public long DeniedCost { get; private set; }

    public long LastAllowedAt { get; private set; }

    public long LastDeniedAt { get; private set; }

    public long LastResetAt { get; private set; }

    public double Tokens { get; private set; } = terms.Rate;

    public long RefilledAt { get; private set; } = now;

    public long? WindowAt { get; private set; }

    public long WindowCount { get; private set; }

    public List<long> Times { get; } = [];

    public void Reconfigure(Terms to, long now)
    {
        Quota = Quota.Reconfigured(Terms, to, now);
        Terms = to;
    }

    public void Allow(long at, long cost)
    {
        (Allowed, AllowedCost, LastAllowedAt) = (Allowed + 1, AllowedCost + cost, at);
        Quota = Quota.Spend(Terms, at, cost);
        switch (Terms.Algorithm)
        {
            case Algorithm.TokenBucket:
                var millis = (double)((at - RefilledAt) / TimeSpan.TicksPerMillisecond);
                var perMillis = (double)Terms.PerTicks / TimeSpan.TicksPerMillisecond;
                Tokens = Math.Min(Tokens + (millis * (Terms.Rate / perMillis)), Terms.Rate) - cost;
                RefilledAt = at;
                break;
            case Algorithm.SlidingWindowLog:
                Times.RemoveAll(time => time <= at - Terms.PerTicks);
                Times.AddRange(Enumerable.Repeat(at, (int)cost));
                break;
            default:
                if (WindowAt is null || at >= WindowAt + Terms.PerTicks)
                    (WindowAt, WindowCount) = (at, 0);
                WindowCount += cost;
                break;
        }
    }

    public void Deny(long at, long cost) => (Denied, DeniedCost, LastDeniedAt) = (Denied + 1, DeniedCost + cost, at);

    public void Reset(long at)
    {
        (LastResetAt, Quota) = (at, NaiveQuota.Full(Terms, at));
        (Tokens, RefilledAt, WindowAt, WindowCount) = (Terms.Rate, at, null, 0);
        Times.Clear();
    }
}
