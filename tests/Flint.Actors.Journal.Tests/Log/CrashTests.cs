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
