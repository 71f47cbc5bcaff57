using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>The crash after every call of a log's life: of the process, and of the power with what may have reached the disk.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crash_after_any_call_should_lose_nothing_that_was_acknowledged(bool isBatch)
    {
        var states = new List<(string Because, MemoryDisk Disk, LogHistory History, bool IsCut)>();
        StorageScript script = null!;
        script = new StorageScript(isBatch ? LogDriver.Batch : LogDriver.Always, disk => disk.Changed = call =>
        {
            var history = script.History.Copy();
            states.Add(($"killed after {call}", disk.Kill(), history, false));
            for (var names = 0; names <= disk.UnsyncedNames; names++)
            {
                states.Add(($"cut after {call}, {names} names", disk.PowerCut(names), history, true));
                for (var forgotten = 1; forgotten < names; forgotten++)
                    states.Add(($"cut after {call}, {names} names but the first {forgotten}", disk.PowerCut(names, forgottenNames: forgotten), history, true));
                states.Add(($"cut after {call}, {names} names, lengths", disk.PowerCut(names, keepLength: true), history, true));
                states.Add(($"cut after {call}, {names} names, odd sectors", disk.PowerCut(names, sector => sector % 2 == 1, keepLength: true), history, true));
                states.Add(($"cut after {call}, {names} names, even sectors", disk.PowerCut(names, sector => sector % 2 == 0, keepLength: true), history, true));
                states.Add(($"cut after {call}, {names} names, all", disk.PowerCut(names, _ => true, keepLength: true), history, true));
            }
        });
        Assert.True(script.Run());

        Assert.True(states.Count > 500);
        foreach (var (because, disk, history, isCut) in states)
            Opens(disk, history, because, acknowledgedMayBeLost: isCut && isBatch);
    }

    [Fact]
    public void Bytes_of_a_recovery_that_did_not_end_should_be_a_torn_tail()
    {
        var disk = new MemoryDisk();
        using (var first = LogDriver.Open(disk))
            first.Write();
        var synced = disk["flint.aof"].Length;
        using var log = LogDriver.Open(disk, LogDriver.Batch);
        for (var i = 0; i < 8; i++)
            log.Write();
        // The recovery has made its file, which says that all is synced, as it is there. In the log itself it is not.
        var killed = disk.Kill();
        MemoryDisk? recovering = null;
        killed.Changed = call => recovering ??= call is { Operation: "syncdir" } && killed.Names.Contains("flint.aof.next") ? killed.Kill() : null;
        LogDriver.Open(killed).Dispose();
        var (bytes, next) = (disk.Used("flint.aof"), recovering!["flint.aof.next"]);
        Assert.Contains("flint.aof.next", recovering.PowerCut().Names);

        for (var sector = (synced / MemoryInode.SectorSize + 1) * MemoryInode.SectorSize; sector < bytes.Length; sector += MemoryInode.SectorSize)
        {
            var cut = recovering.PowerCut();
            cut["flint.aof"] = [.. bytes[..sector], .. next[Math.Min(sector, next.Length)..]];
            using var after = LogDriver.Open(cut);
            Assert.False(after.Engine.Opening.WasClean);
            Assert.InRange(after.Numbers().Count, 1, 9);
            Assert.Equal(Enumerable.Range(1, after.Numbers().Count).Select(number => (long)number), after.Numbers());
        }
    }

    [Fact]
    public void Bytes_of_another_log_should_be_a_torn_tail()
    {
        var other = new MemoryDisk { Salts = 1_000 };
        using (var log = LogDriver.Open(other))
        {
            for (var i = 0; i < 8; i++)
                log.Write();
        }
        var disk = new MemoryDisk();
        using var torn = LogDriver.Open(disk);
        torn.Write();
        var offset = disk.Used("flint.aof").Length;
        torn.Write();
        var cut = disk.PowerCut();
        cut["flint.aof"] = [.. disk["flint.aof"][..offset], .. other["flint.aof"][offset..]];

        using var after = LogDriver.Open(cut);

        Assert.Equal((false, offset), (after.Engine.Opening.WasClean, after.Engine.Opening.Torn!.Offset));
        Assert.Equal([1L], after.Numbers());
    }

    private static void Opens(MemoryDisk disk, LogHistory history, string because, bool acknowledgedMayBeLost)
    {
        try
        {
            using var log = LogDriver.Open(disk, history: history.Copy());
            if (acknowledgedMayBeLost)
                Shown.HoldsPrefix(log, history, because);
            else
                Shown.HoldsAcknowledged(log, history, because);
            Assert.Null(log.Write("after"));
            // What the recovery itself did must be durable before its first answer.
            using var again = LogDriver.Open(disk.PowerCut(), history: log.History);
            Assert.True(again.Numbers("after").Count == 1, because + ": what was written after it is lost");
            Shown.HoldsPrefix(again, log.History, because);
        }
        catch (FlintException e)
        {
            throw new InvalidOperationException(because, e);
        }
    }
}
