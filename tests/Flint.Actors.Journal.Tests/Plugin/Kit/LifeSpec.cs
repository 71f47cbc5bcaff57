using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What must hold whatever the log has gone through.</summary>
public abstract class LifeSpec : PluginSpec
{
    // A fold makes states of the events of such ids; all others are copied.
    private const string Folded = "folded";

    private readonly Life _life;
    private MemoryDisk _disk;
    private int _folded;

    protected LifeSpec(Life life, string hocon = "") : this(life, hocon, new MemoryDisk())
    {
    }

    private LifeSpec(Life life, string hocon, MemoryDisk disk) : base("memory", hocon, LogEngine.Open(disk.Open(), LogDriver.Always)) =>
        (_life, _disk) = (life, disk);

    /// <summary>The log goes through what its life has in store. Plugins and probes are others then.</summary>
    protected void LiveOn()
    {
        switch (_life)
        {
            case Life.Restarted:
                OpenAgain(_disk);
                break;
            case Life.Crashed:
                OpenAgain(_disk.PowerCut());
                break;
            case Life.Compacted:
                Compact();
                break;
            case Life.CompactedAndCrashed:
                Compact();
                WriteFolded();
                OpenAgain(_disk.PowerCut());
                break;
        }
    }

    private void Compact()
    {
        var logs = FlintLogs.For(Sys);
        logs.Fold(Engine, () => new CountingFold());
        WriteFolded();
        var report = LogDriver.Wait(logs.CompactAsync(Engine));
        Assert.True(report.LogBytes > 0);
        using var view = Engine.View(Folded);
        Assert.Equal(_folded, view.State!.Value.SequenceNr);
    }

    private void WriteFolded()
    {
        _folded++;
        Stored(Events(_folded, _folded, Folded));
    }

    private void OpenAgain(MemoryDisk disk)
    {
        BeginAnew(() => LogEngine.Open(disk.Open(), LogDriver.Always));
        Assert.True(_life is not Life.Restarted || Engine.Opening.WasClean);
        _disk = disk;
    }
}
