using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.State;

public sealed class HistoryTailTests
{
    [Fact]
    public void Nothing_should_be_kept_of_nothing()
    {
        var tail = new HistoryTail(3);

        Assert.Empty(tail.Entries);
        Assert.False(tail.HasDropped);
    }

    [Fact]
    public void Denials_in_a_row_should_be_one_entry()
    {
        var tail = Tail(2, [LimitEntry.Reset(1), LimitEntry.DenyRun(2, 3, 4, 5), LimitEntry.Deny(6, 7), LimitEntry.Deny(8, 9)]);

        Assert.Equal([LimitEntry.Reset(1), LimitEntry.DenyRun(2, 8, 6, 21)], tail.Entries);
        Assert.False(tail.HasDropped);
    }

    [Fact]
    public void A_sum_of_denials_should_be_pinned_at_the_top() =>
        Assert.Equal(LimitEntry.DenyRun(1, 2, 2, long.MaxValue), Assert.Single(Tail(1, [LimitEntry.Deny(1, long.MaxValue - 1), LimitEntry.Deny(2, 2)]).Entries));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_kept_and_what_came_later_should_give_what_all_gives(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            // As a log may hold them: a row of denials in several lines.
            var entries = RandomLives.Entries(random, random.Next(1, 40)).SelectMany(entry =>
                entry.Kind == EntryKind.Deny && random.Next(2) == 0 ? [entry, LimitEntry.Deny(entry.At, 1)] : new[] { entry }).ToArray();
            var keep = random.Next(1, 12);
            var cut = random.Next(entries.Length + 1);

            var all = Tail(keep, entries);
            var kept = Tail(keep, entries[..cut]);

            Assert.Equal(all.Entries, Tail(keep, [.. kept.Entries, .. entries[cut..]]).Entries);
            Assert.InRange(all.Entries.Count, 1, keep);
            Assert.Equal(All(entries).TakeLast(keep), all.Entries);
            Assert.Equal(All(entries).Count > keep, all.HasDropped);
        }
    }

    private static HistoryTail Tail(int keep, IEnumerable<LimitEntry> entries)
    {
        var tail = new HistoryTail(keep);
        foreach (var entry in entries)
            tail.Add(entry);
        return tail;
    }

    private static List<LimitEntry> All(IEnumerable<LimitEntry> entries)
    {
        var all = new List<LimitEntry>();
        foreach (var entry in entries)
        {
            if (all.Count > 0 && all[^1].Kind == EntryKind.Deny && entry.Kind == EntryKind.Deny)
                all[^1] = all[^1].JoinedBy(entry);
            else
                all.Add(entry);
        }
        return all;
    }
}
