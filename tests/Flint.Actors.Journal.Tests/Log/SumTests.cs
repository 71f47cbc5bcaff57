using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>A line of a fold's own, carried from one snapshot to the next.</summary>
public sealed class SumTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public async Task Sum_should_be_carried_on_by_what_was_added_and_stand_in_its_place()
    {
        using var log = LogDriver.Open(_disk);
        foreach (var pid in new[] { "f1", "f1", "f2", "zebra" })
            log.Write(pid);

        var first = await Compact(log);
        log.Write("f2");
        var second = await Compact(log);

        Assert.Null(first.Earlier);
        Assert.Equal(["f1", "f2"], first.Brought);
        Assert.Equal(3, second.Earlier);
        Assert.Equal(["f2"], second.Brought);
        var ids = Encoding.UTF8.GetString(_disk["flint.snapshot"]).Split('\n').Where(line => line.StartsWith("{\"pid\"", StringComparison.Ordinal)).Select(line => line.Split('"')[3]);
        Assert.Equal(["f1", "f2", "sum", "zebra"], ids.Distinct());
        Assert.Equal((2, 4), (log.Engine.View("sum").State!.Value.SequenceNr, CountingFold.Count(log.Engine.View("sum").State!.Value)));
    }

    [Fact]
    public async Task Sum_that_somebody_has_copied_should_not_hold_and_everything_be_brought_anew()
    {
        using (var log = LogDriver.Open(_disk))
        {
            log.Write("f1");
            log.Write("f2");
            await Compact(log);
            log.Write("f1");
            Assert.Null(log.Compact());
            Assert.Contains("\"sum\"", Encoding.UTF8.GetString(_disk["flint.snapshot"]), StringComparison.Ordinal);
        }

        using var again = LogDriver.Open(_disk);
        Assert.Null(again.Engine.AsOpened.Sum("sum"));
        again.Write("f2");
        var fold = await Compact(again);
        Assert.Null(fold.Earlier);
        Assert.Equal(["f1", "f2"], fold.Brought);
        Assert.Equal(4, CountingFold.Count(again.Engine.View("sum").State!.Value));
    }

    [Fact]
    public async Task Log_should_tell_what_it_held_when_it_was_opened()
    {
        using (var log = LogDriver.Open(_disk))
        {
            foreach (var pid in new[] { "f1", "f2", "f3" })
                log.Write(pid);
            await Compact(log);
            log.Write("f2");
        }

        using var again = LogDriver.Open(_disk);
        again.Write("f2");
        again.Write("f3");
        again.Write("f4");
        var opened = again.Engine.AsOpened;

        Assert.Equal(3, CountingFold.Count(opened.Sum("sum")!.Value));
        using var views = opened.Views();
        var lines = new List<LogView>();
        Assert.True(views.Next(opened.WalkInAnyOrder("f"), lines));
        Assert.Equal(["f1: folded", "f2:2 ", "f3: folded", "f4: "], lines.OrderBy(view => view.PersistenceId, StringComparer.Ordinal)
            .Select(view => $"{view.PersistenceId}:{string.Join(',', view.Events().Select(line => line.SequenceNr))} {(view.IsFolded ? "folded" : "")}"));
    }

    private static async Task<SummingFold> Compact(LogDriver log)
    {
        var fold = new SummingFold();
        Assert.Null(log.Rotate());
        await log.Engine.CompactAsync(fold);
        return fold;
    }
}
