using Flint.Limits;
using Flint.State;

namespace Flint.Tests.Support;

/// <summary>Random lives of one key, as its log would hold them: times never go back, grants only where there is room, parts of check_alls now and then repeated.</summary>
internal static class RandomLives
{
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public static List<LimitEntry> Entries(Random random, int count)
    {
        var entries = new List<LimitEntry>();
        var state = default(LimitState);
        var now = Start;
        var transaction = 0L;
        while (entries.Count < count)
        {
            now += random.Next(4) switch { 0 => 0, 1 => 1, 2 => random.Next(10_000_000), _ => random.NextInt64(TimeSpan.TicksPerDay) };
            var entry = Next(random, state, now, ref transaction);
            if (entry is { Kind: EntryKind.Deny } && entries.Count > 0 && entries[^1].Kind == EntryKind.Deny)
                entries[^1] = entries[^1].JoinedBy(entry);
            else
                entries.Add(entry);
            state = state.Apply(entry);
        }
        return entries;
    }

    private static LimitEntry Next(Random random, LimitState state, long now, ref long transaction)
    {
        if (state.Config is null || random.Next(30) == 0)
        {
            var source = (LimitSource)random.Next(4);
            return LimitEntry.Configured(now, new LimitConfig(
                new Terms((Algorithm)random.Next(3), random.NextInt64(1, 50), random.NextInt64(1, 100_000) * TimeSpan.TicksPerMillisecond),
                source,
                source == LimitSource.Template ? "\"me\"*" : null));
        }
        var cost = random.NextInt64(1, state.Config.Terms.Rate + 1);
        return random.Next(20) switch
        {
            0 => LimitEntry.Reset(now),
            1 => LimitEntry.Removed(now),
            2 or 3 => LimitEntry.AllowAll(now, cost, new CheckAllPart(
                Math.Max(1, random.Next(6) == 0 ? transaction - random.Next(4) : ++transaction),
                Math.Max(0, transaction - 5),
                now - random.Next(2) * random.Next(1000),
                [new CheckItem("me", cost), new CheckItem("\"other\" \U0001F600", 1)])),
            _ => state.Decide(cost, now) == Verdict.Granted ? LimitEntry.Allow(now, cost) : LimitEntry.Deny(now, cost),
        };
    }
}
