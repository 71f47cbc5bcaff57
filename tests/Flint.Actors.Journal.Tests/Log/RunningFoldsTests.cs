using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>Folds that are brought the events of busy persistence ids while the log is gone through.</summary>
public sealed class RunningFoldsTests
{
    private const int Many = 700;
    private static readonly string[] Busy = ["f \"1\"", "f 2 \U0001F600", "f3"];

    private readonly MemoryDisk _disk = new();

    [Fact]
    public async Task Events_should_be_brought_once_in_the_order_of_the_log_and_those_behind_it_the_next_time()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        var first = Fill(log, Busy);
        log.Write("f few");
        log.Rotate();
        var second = Fill(log, Busy[1..]);

        Assert.Equal(first, (await Compact(log)).Brought);
        log.Rotate();
        Assert.Equal(second, (await Compact(log)).Brought);

        Assert.Equal([Many, 2 * Many, 2 * Many, 1], ((string[])[.. Busy, "f few"]).Select(id => log.Numbers(id).Count));
    }

    [Fact]
    public async Task Busy_that_lost_events_should_be_folded_whole()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        Fill(log, Busy);
        log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = Busy[0], SequenceNr = 3 });
        log.Commit();
        log.Rotate();

        var brought = (await Compact(log)).Brought;

        Assert.Equal(Busy[1..], brought.Select(line => line.Id).Distinct());
        Assert.Equal(Many - 3, CountingFold.Count(log.Engine.View(Busy[0]).State!.Value));
    }

    [Fact]
    public async Task Busy_whose_events_were_copied_into_a_snapshot_should_be_folded_whole()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        Fill(log, Busy);
        log.Rotate();
        await log.Engine.CompactAsync();
        Fill(log, Busy);
        log.Rotate();

        Assert.Empty((await Compact(log)).Brought);

        Assert.All(Busy, id => Assert.Equal(2 * Many, log.Numbers(id).Count));
    }

    [Fact]
    public async Task Rot_should_be_found_before_anything_is_made_of_its_group()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        Fill(log, Busy, linesAGroup: Many);
        log.Rotate();
        var bytes = _disk["flint.aof.1"];
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("{\"n\":650}")) + 5] ^= 1;
        _disk["flint.aof.1"] = bytes;
        var fold = new SteppedFold();

        await Assert.ThrowsAsync<CorruptStorageException>(() => log.Engine.CompactAsync(fold));

        Assert.Empty(fold.Brought);
        Assert.Null(log.Engine.Failure);
    }

    [Fact]
    public async Task Nothing_should_be_brought_once_a_compaction_has_failed()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        // More than may wait for the thread that folds.
        const int times = 4;
        for (var i = 0; i < times; i++)
            Fill(log, Busy);
        log.Rotate();
        var bytes = _disk["flint.aof.1"];
        bytes[bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes($"{{\"n\":{times * Many}}}")) + 5] ^= 1;
        _disk["flint.aof.1"] = bytes;
        var taking = 0;
        var fold = new SteppedFold(() =>
        {
            Interlocked.Increment(ref taking);
            Thread.SpinWait(10_000);
            Interlocked.Decrement(ref taking);
        });

        await Assert.ThrowsAsync<CorruptStorageException>(() => log.Engine.CompactAsync(fold));

        Assert.Equal(0, Volatile.Read(ref taking));
        Assert.NotEmpty(fold.Brought);
    }

    [Fact]
    public async Task Busy_that_loses_its_events_meanwhile_should_be_ended_as_it_was_begun()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        Fill(log, Busy);
        log.Rotate();
        await Compact(log);
        Fill(log, Busy);
        log.Rotate();
        var fold = new SteppedFold(begins: () => log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = Busy[0], SequenceNr = 2 * Many }));

        var compaction = log.Engine.CompactAsync(fold);
        Assert.True(fold.HasBegun.Wait(TimeSpan.FromSeconds(60)), "nothing was begun");
        log.Commit();
        await compaction;

        Assert.Equal(Busy.Length, fold.Ended);
    }

    private static List<(string Id, long Number)> Fill(LogDriver log, string[] ids, int linesAGroup = 50)
    {
        var written = new List<(string, long)>();
        for (var line = 0; line < Many; line++)
        {
            foreach (var id in ids)
            {
                log.Append(id);
                written.Add((id, log.Engine.HighestSequenceNr(id)));
            }
            if (line % linesAGroup == linesAGroup - 1)
                log.Commit();
        }
        log.Commit();
        return written;
    }

    private static async Task<SteppedFold> Compact(LogDriver log)
    {
        var fold = new SteppedFold();
        await log.Engine.CompactAsync(fold);
        return fold;
    }
}
