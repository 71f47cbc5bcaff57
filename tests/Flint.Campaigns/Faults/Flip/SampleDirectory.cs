using Flint.Campaigns.Faults.Crash;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Flip;

/// <summary>A directory that a log has left, and what stood in it at any time.</summary>
/// <param name="Name">How it came to be.</param>
/// <param name="Image">The directory.</param>
/// <param name="Witnesses">They know what was issued, one a life.</param>
internal sealed record SampleDirectory(string Name, DiskImage Image, IReadOnlyList<IWitness> Witnesses)
{
    private static readonly Workload Some = new("damage") { Keys = 2, LinesAtOnce = 2 };
    private static readonly Step[] ThreeFiles = [Step.Checks, Step.Foreign, Step.Compact, Step.CheckAll, Step.Foreign, Step.Rotate, Step.Checks, Step.Foreign, Step.Foreign];

    // How directories come to be: the lives of a log, which begins with an empty directory or an older program's.
    private static readonly Kind[] Kinds =
    [
        new("killed", ThreeFiles),
        new("closed", ThreeFiles) { IsClosed = true },
        new("killed in batch, four groups unsynced", [Step.Checks, Step.Rotate, Step.Checks, Step.Foreign, Step.Flush, Step.Foreign, Step.Foreign, Step.Foreign, Step.Foreign]) { IsBatch = true },
        new("killed, line feeds written ahead", [Step.Checks, Step.Rotate, Step.Foreign]),
        new("closed and opened again and again", [Step.Checks, Step.Rotate, Step.Foreign, Step.Reopen, Step.Foreign, Step.Reopen, Step.Checks]) { IsClosed = true },
        new("killed, torn, opened, killed", [Step.Checks, Step.Foreign, Step.Foreign], [Step.Checks, Step.Foreign]),
        new("killed right behind a compaction", [Step.Checks, Step.Foreign, Step.CheckAll, Step.Compact]),
        new("imported from flint-limiter, then written", [Step.Checks, Step.Foreign, Step.Checks]) { IsImported = true },
    ];

    /// <summary>One of each kind.</summary>
    public static IEnumerable<SampleDirectory> All(int seed) => Kinds.Select((kind, i) =>
    {
        var (random, moments) = (new Random(unchecked((seed * 101) + i)), new List<CrashMoment>());
        var (disk, model) = (new MemoryDisk(), new LogModel());
        if (kind.IsImported)
        {
            disk = OldDirectory.All[seed % OldDirectory.All.Count].ToDisk();
            model = ModelOf(disk);
        }
        // Groups of one directory are none of another's.
        disk.Salts = unchecked((uint)seed * 1_000);
        for (var life = 0; life < kind.Lives.Length; life++)
        {
            if (life > 0)
                disk = Torn(moments[^1], random);
            disk.RoomAhead = 20;
            using var log = new LogLife(disk, kind.IsBatch, model, moments);
            log.Open();
            var script = new Script(log, Some, random);
            foreach (var step in kind.Lives[life])
                script.Do(step);
            if (kind.IsClosed)
                log.Close();
            model = log.Model;
        }
        return new SampleDirectory(kind.Name, Whole(moments[^1]), [.. moments.Select(moment => moment.Witness).Distinct()]);
    });

    private static LogModel ModelOf(MemoryDisk disk)
    {
        using var log = LogLife.OpenEngine(disk.Kill(), isBatch: false);
        return LogModel.Of(log);
    }

    // What stands on the disk when the process dies.
    private static DiskImage Whole(CrashMoment moment) => moment.Disk.Leave(moment.Disk.Names(Enumerable.Range(0, moment.Disk.NameChanges)), static file => file.All);

    // As a group that a crash has torn behind the last whole one.
    private static MemoryDisk Torn(CrashMoment moment, Random random)
    {
        var disk = Whole(moment).ToDisk();
        var used = disk.Used(Actors.Journal.Log.LogFileNames.Log).Length;
        disk.Overwrite(Actors.Journal.Log.LogFileNames.Log, used, System.Text.Encoding.UTF8.GetBytes($"{{\"pid\":\"other/k0\",\"seq\":{random.Next(9)},\"wri"));
        return disk;
    }

    private sealed record Kind(string Name, params Step[][] Lives)
    {
        public bool IsBatch { get; init; }

        public bool IsClosed { get; init; }

        public bool IsImported { get; init; }
    }
}
