using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class LogViewsTests
{
    private readonly MemoryDisk _disk = new();

    /// <summary>What is read ahead ends where the log ends: behind it stands what was there before.</summary>
    [Fact]
    public void Lines_that_are_written_behind_what_was_read_should_be_read_as_they_are()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 0; i < 10; i++)
            log.Write(Id(i));
        using var views = log.Engine.Views();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal([1L], Numbers(views.Of(Id(i))));
            log.Write(Id(i + 10));
        }
    }

    [Fact]
    public void Ids_should_be_read_while_the_log_is_rotated_and_compacted()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 0; i < 200; i++)
            log.Write(Id(i % 100));
        using var views = log.Engine.Views();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal([1L, 2], Numbers(views.Of(Id(i))));
            if (i % 25 == 24)
                Assert.Null(log.Compact());
            log.Write("other");
        }
    }

    [Fact]
    public void Many_at_once_should_come_in_the_order_of_the_files_each_with_its_own_lines()
    {
        using var log = LogDriver.Open(_disk);
        for (var line = 0; line < 3; line++)
        {
            for (var i = 99; i >= 0; i--)
                log.Write(Id(i));
        }
        using var views = log.Engine.Views();

        var read = views.Of([.. Enumerable.Range(0, 101).Select(Id)]).Select(view => (view.Number, view.Lines.PersistenceId, Lines: Numbers(view.Lines).ToArray())).ToArray();

        Assert.Equal([.. Enumerable.Range(0, 100).Reverse(), 100], read.Select(view => view.Number));
        Assert.All(read, view => Assert.Equal(Id(view.Number), view.PersistenceId));
        Assert.All(read[..100], view => Assert.Equal([1L, 2, 3], view.Lines));
        Assert.Empty(read[100].Lines);
    }

    [Fact]
    public void View_of_many_should_leave_the_files_to_the_others()
    {
        using var log = LogDriver.Open(_disk);
        log.Write("a");
        log.Write("b");
        Assert.Null(log.Rotate());
        using var views = log.Engine.Views();

        views.Of("a").Dispose();
        Assert.Null(log.Compact());

        Assert.Equal([1L], Numbers(views.Of("b")));
    }

    // No fold knows them: a compaction copies them.
    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"id-{i:D4}");

    private static IEnumerable<long> Numbers(LogView view) => view.Events().Select(line => line.SequenceNr);
}
