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
        Assert.False(tail.IsFull);
    }

    [Fact]
    public void Denials_in_a_row_should_be_one_entry_over_lines()
    {
        var tail = Tail(2, [[LimitEntry.Reset(1), LimitEntry.DenyRun(2, 3, 4, 5)], [LimitEntry.Deny(6, 7)], [LimitEntry.Deny(8, 9)]]);

        Assert.Equal([LimitEntry.Reset(1), LimitEntry.DenyRun(2, 8, 6, 21)], tail.Entries);
        Assert.False(tail.IsFull);
    }

    [Fact]
    public void Denials_that_stand_singly_in_one_line_should_stay_so() =>
        Assert.Equal([LimitEntry.Deny(1, 1), LimitEntry.DenyRun(2, 3, 2, 2)], Tail(5, [[LimitEntry.Deny(1, 1), LimitEntry.Deny(2, 1)], [LimitEntry.Deny(3, 1)]]).Entries);

    [Fact]
    public void A_sum_of_denials_should_be_pinned_at_the_top() =>
        Assert.Equal(LimitEntry.DenyRun(1, 2, 2, long.MaxValue), Assert.Single(Tail(1, [[LimitEntry.Deny(1, long.MaxValue - 1)], [LimitEntry.Deny(2, 2)]]).Entries));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_kept_and_what_came_later_should_give_what_all_gives(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var lines = Lines(random);
            var keep = random.Next(12);
            var cut = random.Next(lines.Count + 1);

            var all = Tail(keep, lines);
            var kept = Tail(keep, lines[..cut]);

            Assert.Equal(all.Entries, Tail(keep, [kept.Entries, .. lines[cut..]]).Entries);
            Assert.Equal(All(lines).TakeLast(keep), all.Entries);
            Assert.True(all.IsFull || All(lines).Count <= keep);
            Assert.Equal(all.Entries, Tail(keep, [.. lines[..cut], Passed(keep, lines[cut..])]).Entries);
        }
    }

    // Lines that have passed by from the oldest to the newest, as one line.
    private static LimitEntry[] Passed(int keep, List<LimitEntry[]> lines)
    {
        var running = new RunningHistory(keep);
        foreach (var line in lines)
            running.Add(line);
        return running.Entries;
    }

    // As a log may hold them: a row of denials in several lines.
    private static List<LimitEntry[]> Lines(Random random)
    {
        var lines = new List<LimitEntry[]>();
        foreach (var entry in RandomLives.Entries(random, random.Next(1, 40)))
        {
            if (lines.Count > 0 && random.Next(2) == 0 && lines[^1][^1].Kind != entry.Kind)
                lines[^1] = [.. lines[^1], entry];
            else
                lines.Add([entry]);
            if (entry.Kind == EntryKind.Deny && random.Next(2) == 0)
                lines.Add([LimitEntry.Deny(entry.At, 1)]);
        }
        return lines;
    }

    private static HistoryTail Tail(int keep, List<LimitEntry[]> lines)
    {
        var tail = new HistoryTail(keep);
        for (var i = lines.Count - 1; i >= 0; i--)
            tail.AddBefore(lines[i]);
        return tail;
    }

    private static List<LimitEntry> All(List<LimitEntry[]> lines)
    {
        var all = new List<LimitEntry>();
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i].Kind == EntryKind.Removed)
                    all.Clear();
                else if (i == 0 && all.Count > 0 && all[^1].Kind == EntryKind.Deny && line[i].Kind == EntryKind.Deny)
                    all[^1] = all[^1].JoinedBy(line[i]);
                else
                    all.Add(line[i]);
            }
        }
        return all;
    }
}
