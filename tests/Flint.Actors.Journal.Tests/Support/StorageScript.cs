using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A life of a log that passes everything the disk is asked for: first creation, groups, rotation, compaction, clean close, kill, torn tail, recovery.</summary>
/// <param name="settings">When it syncs.</param>
/// <param name="prepare">Called with every disk before it is used.</param>
public sealed class StorageScript(LogSettings settings, Action<MemoryDisk> prepare)
{
    public LogHistory History { get; } = new();

    /// <summary>The disk of the last step that ran.</summary>
    public MemoryDisk Disk { get; private set; } = new();

    /// <summary>Runs until the end or the first failure; whether it came to the end.</summary>
    public bool Run()
    {
        prepare(Disk);
        return Step(log => Writes(log, 3) && Writes(log, 2, "b") && log.Rotate() is null && Writes(log, 2))
            && Step(log => Writes(log, 2) && Writes(log, 1, "b"), killed: true)
            && Step(log => Writes(log, 1), killed: true, torn: true)
            && Step(log => Writes(log, 1) && log.Rotate() is null)
            && Step(log => Writes(log, 1) && Writes(log, 2, "f") && Compacts(log) && Writes(log, 1, "f"), killed: true)
            && Step(log => Compacts(log) && Writes(log, 1));
    }

    private static bool Writes(LogDriver log, int groups, string pid = "a")
    {
        for (var i = 0; i < groups; i++)
        {
            log.Append(pid);
            log.Append(pid);
            if (log.Commit() is not null)
                return false;
        }
        return true;
    }

    // One that fails before its rename changes nothing, and the log goes on.
    private static bool Compacts(LogDriver log) => log.Compact() is null || log.Engine.Failure is null;

    private bool Step(Func<LogDriver, bool> work, bool killed = false, bool torn = false)
    {
        LogDriver log;
        try
        {
            log = LogDriver.Open(Disk, settings, history: History);
        }
        catch (StorageFailedException)
        {
            return false;
        }
        var worked = false;
        try
        {
            worked = work(log);
        }
        catch (StorageFailedException)
        {
            // Appending to a failed log.
        }
        if (!worked)
            StaysSilent(log);
        else if (killed)
            Die(log, torn);
        log.Dispose();
        return worked && log.Engine.Failure is null;
    }

    // After a failure nothing is written, synced or renamed, not even to say goodbye.
    private void StaysSilent(LogDriver log)
    {
        Assert.NotNull(log.Engine.Failure);
        Assert.Contains("open the directory again", log.Engine.Failure.Message, StringComparison.Ordinal);
        var before = Disk.Calls.Count;
        Assert.Throws<StorageFailedException>(() => log.Append());
        Assert.NotNull(log.Commit());
        Assert.True(log.Engine.FlushAsync().IsFaulted);
        log.Dispose();
        Assert.Equal(before, Disk.Calls.Count);
    }

    private void Die(LogDriver log, bool torn)
    {
        var dead = Disk;
        Disk = dead.Kill();
        // What the dead process still does happens elsewhere.
        (dead.Fault, dead.Changed) = (null, null);
        if (torn)
        {
            var bytes = Disk.Used(LogFileNames.Log);
            Disk.Overwrite(LogFileNames.Log, bytes.Length, "{\"pid\":\"a\",\"seq\":"u8);
        }
        prepare(Disk);
        GC.KeepAlive(log);
    }
}
