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

    /// <summary>The kinds of directories, by the lives that make them.</summary>
    private static readonly (string Name, bool IsBatch, bool IsClosed, Step[][] Lives)[] Kinds =
    [
        ("killed", IsBatch: false, IsClosed: false, [ThreeFiles]),
        ("closed", IsBatch: false, IsClosed: true, [ThreeFiles]),
        ("killed in batch, four groups unsynced", IsBatch: true, IsClosed: false, [[Step.Checks, Step.Rotate, Step.Checks, Step.Foreign, Step.Flush, Step.Foreign, Step.Foreign, Step.Foreign, Step.Foreign]]),
        ("closed and opened again and again", IsBatch: false, IsClosed: true, [[Step.Checks, Step.Rotate, Step.Foreign, Step.Reopen, Step.Foreign, Step.Reopen, Step.Checks]]),
        ("killed, torn, opened, killed", IsBatch: false, IsClosed: false, [[Step.Checks, Step.Foreign, Step.Foreign], [Step.Checks, Step.Foreign]]),
        ("killed right behind a compaction", IsBatch: false, IsClosed: false, [[Step.Checks, Step.Foreign, Step.CheckAll, Step.Compact]]),
    ];

    /// <summary>One of each kind.</summary>
    public static IEnumerable<SampleDirectory> All(int seed) => Kinds.Select((kind, i) =>
    {
        var (random, disk, model, moments) = (new Random(unchecked((seed * 101) + i)), new MemoryDisk(), new LogModel(), new List<CrashMoment>());
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
}
