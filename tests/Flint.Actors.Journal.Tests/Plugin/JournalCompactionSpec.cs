using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Compactions that the journal is asked for.</summary>
public sealed class JournalCompactionSpec : PluginSpec
{
    private readonly MemoryDisk _disk;
    private readonly HeldFold _fold = new("p-2");

    public JournalCompactionSpec() : this(new MemoryDisk())
    {
    }

    private JournalCompactionSpec(MemoryDisk disk) : base("memory", "", LogEngine.Open(disk.Open(), LogDriver.Always))
    {
        _disk = disk;
        FlintLogs.For(Sys).Fold(Engine, () => _fold);
    }

    [Fact]
    public async Task Journal_that_restarts_should_take_over_the_compaction_that_runs()
    {
        var logs = FlintLogs.For(Sys);
        Stored(Events(1, 3));
        Stored(Events(1, 1, "p-2"));
        var first = logs.CompactAsync(Engine);
        _fold.WaitUntilHeld();

        RestartJournal();
        Stored(Events(4, 6));
        var second = logs.CompactAsync(Engine);
        var third = logs.CompactAsync(Engine);
        _fold.LetGo();

        await Assert.ThrowsAsync<StorageFailedException>(() => first);
        // They were asked for after the first had begun: what they did covers what was written until then.
        Assert.Equal(2, (await second).Covered);
        Assert.Equal(2, (await third).Covered);
        Stored(Events(7, 7));
        Assert.Equal(Events(1, 7), Replayed().Events);
        Assert.Equal(3, (await logs.CompactAsync(Engine)).Covered);
    }

    [Fact]
    public async Task Compaction_that_the_disk_refuses_should_fail_those_who_asked_and_nobody_else()
    {
        _fold.LetGo();
        Stored(Events(1, 3));
        _disk.Fault = new DiskFault(call => call is { Operation: "create", File: LogFileNames.NextSnapshot }, 1, DiskFault.NoSpace);

        var refusal = await Assert.ThrowsAsync<StorageFailedException>(() => FlintLogs.For(Sys).CompactAsync(Engine));

        Assert.Contains("the log was not compacted, and goes on", refusal.Message, StringComparison.Ordinal);
        Stored(Events(4, 4));
        await FlintLogs.For(Sys).CompactAsync(Engine);
        Assert.Equal(Events(1, 4), Replayed().Events);
    }

    protected override void Dispose(bool disposing)
    {
        _fold.Dispose();
        base.Dispose(disposing);
    }
}
