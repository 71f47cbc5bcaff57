using System.Globalization;
using System.Text;
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

    /// <summary>Of a line that is read alone nobody asks the sum: its number tells it from another.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Event_that_says_another_number_than_the_index_should_be_refused_in_the_frame_of_those_before_it_too(int number)
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 1; i <= 5; i++)
            log.Append();
        log.Commit();
        var at = _disk["flint.aof"].AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"seq\":{number},")) + "\"seq\":".Length;
        _disk.Overwrite("flint.aof", at, "9"u8);
        using var view = log.Engine.View("a");
        var read = new List<long>();

        // Of the first no frame is taken, the second is looked for in none, and those behind it are read by its.
        Assert.Throws<CorruptStorageException>(() =>
        {
            foreach (var found in Numbers(view))
                read.Add(found);
        });

        Assert.Equal(Enumerable.Range(1, number - 1).Select(found => (long)found), read);
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

        var read = LogViews.InOrderOfFiles([.. Enumerable.Range(0, 101).Select(i => views.Of(Id(i)))], _ => true).Select(view => (view.Number, view.Lines.PersistenceId, Lines: Numbers(view.Lines).ToArray())).ToArray();

        Assert.Equal([.. Enumerable.Range(0, 100).Reverse(), 100], read.Select(view => view.Number));
        Assert.All(read, view => Assert.Equal(Id(view.Number), view.PersistenceId));
        Assert.All(read[..100], view => Assert.Equal([1L, 2, 3], view.Lines));
        Assert.Empty(read[100].Lines);
        Assert.Equal([90, 10], LogViews.InOrderOfFiles([.. Enumerable.Range(0, 101).Select(i => views.Of(Id(i)))], number => number is 10 or 90).Select(view => view.Number));
    }

    [Fact]
    public void Walk_should_meet_every_id_once_with_the_lines_that_were_written_while_others_come_and_files_go()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 0; i < 2000; i++)
            log.Write(Id(i % 1000));
        log.Write("other");

        foreach (var walk in new[] { log.Engine.Walk("id-"), log.Engine.WalkInAnyOrder("id-") })
        {
            var met = new List<string>();
            var step = 0;
            for (var hasMore = true; hasMore;)
            {
                using var views = log.Engine.Views();
                var some = new List<LogView>();
                hasMore = views.Next(walk, some);
                if (step++ == 1)
                    Assert.Null(log.Compact());
                log.Append($"new-{step}");
                Assert.All(some, view => Assert.Equal([1L, 2], Numbers(view)));
                met.AddRange(some.Select(view => view.PersistenceId));
                log.Commit();
            }
            Assert.Equal(Enumerable.Range(0, 1000).Select(Id), met.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Walk_should_say_whether_lines_were_written_since()
    {
        using var log = LogDriver.Open(_disk);
        log.Write("id-1");
        using var views = log.Engine.Views();
        var some = new List<LogView>();
        Assert.True(views.Next(log.Engine.Walk("id-"), some));

        Assert.False(views.HasGrown);
        log.Write("id-1");

        Assert.True(views.HasGrown);
        Assert.Equal([1L], Numbers(some[0]));
        Assert.Equal([1L, 2], Numbers(views.Of("id-1")));
    }

    [Fact]
    public void Walk_should_begin_behind_an_id_and_keep_the_order_of_the_ids()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 299; i >= 0; i--)
            log.Write(Id(i));
        using var views = log.Engine.Views();
        var (walk, all) = (log.Engine.Walk("id-", after: Id(9)), new List<LogView>());

        while (views.Next(walk, all))
        {
        }

        Assert.Equal(Enumerable.Range(10, 290).Select(Id), all.Select(view => view.PersistenceId));
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
