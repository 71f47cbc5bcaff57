using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Makes a directory of this format of an older one, once. They are read first, to their ends; then the originals get second names and stay; the rename of the new snapshot is the moment from which
/// it counts; then the old log is replaced by a first generation. Interrupted before, it begins again; after, it goes on.
/// </summary>
internal static class LogTakeover
{
    private static readonly string[] Originals = [LogFileNames.Log, LogFileNames.Snapshot];

    /// <summary>What is said of an old log's end that is not read.</summary>
    public const string TornReason = "the last record is not whole";

    /// <summary>What the older files say; they are read for as long as its lines are.</summary>
    public static ImportedLog Read(IDataFile? log, IDataFile? snapshot, ILogImport import) =>
        import.Read(log is null ? Stream.Null : new DataFileStream(log), snapshot is null ? null : new DataFileStream(snapshot));

    /// <summary>Takes the files over.</summary>
    public static ImportReport Run(IDataDirectory directory, LogFileSet files, ILogImport import)
    {
        var report = Prepare(directory, files, import);
        directory.Sync();
        directory.Rename(LogFileNames.NextSnapshot, LogFileNames.Snapshot);
        directory.Sync();
        return report;
    }

    /// <summary>Whether the file is the one that was kept under its second name.</summary>
    public static bool IsKept(IDataDirectory directory, string name) =>
        directory.List().Contains(LogFileNames.Original(name)) && IsBeginning(directory, LogFileNames.Original(name), name, out var isWhole) && isWhole;

    /// <summary>The name of a file whose second name stands for something else already, or null: it cannot be kept.</summary>
    public static string? FindForeign(IDataDirectory directory) => Originals.FirstOrDefault(name =>
        directory.List().Contains(name) && directory.List().Contains(LogFileNames.Original(name)) && !IsBeginning(directory, LogFileNames.Original(name), name, out _));

    /// <summary>Puts a first generation, which continues the snapshot, in the place of a log that was taken over.</summary>
    public static void Finish(IDataDirectory directory, in SnapshotHeader snapshot)
    {
        directory.Sync();
        NewGeneration.Write(directory, NewGeneration.HeaderBehind(directory, generation: 0, new ChainEnd(snapshot.First - 1, snapshot.Previous, 0)));
        NewGeneration.Install(directory);
    }

    private static ImportReport Prepare(IDataDirectory directory, LogFileSet files, ILogImport import)
    {
        // Whatever refuses the files does so before anything is changed: a copy that is put back in their place must find nothing in its way.
        using var log = files.HasLog ? directory.Open(LogFileNames.Log, writable: false) : null;
        using var snapshot = files.HasSnapshot ? directory.Open(LogFileNames.Snapshot, writable: false) : null;
        var imported = Read(log, snapshot, import);
        // A log must stand there whenever the new snapshot does: without one the directory would be damaged.
        if (log is null)
        {
            using var empty = directory.Create(LogFileNames.Log);
            empty.Sync();
        }
        foreach (var name in Originals.Where(name => name == LogFileNames.Log || files.HasSnapshot))
            Keep(directory, name);
        directory.Sync();
        // The chain begins with the old log: else the generation that follows would do without this snapshot, or with another log's.
        var sum = GroupSum.Of(log is null ? Stream.Null : new DataFileStream(log));
        return WriteSnapshot(directory, imported, sum);
    }

    private static ImportReport WriteSnapshot(IDataDirectory directory, ImportedLog imported, GroupSum previous)
    {
        using var writer = new SnapshotWriter(directory, new SnapshotHeader(Covered: 0, First: 1, previous), imported.Newest);
        var count = 0L;
        foreach (var (state, history) in imported.Lines)
        {
            writer.Add(state);
            if (history is { } kept)
                writer.Add(kept);
            count++;
        }
        writer.Finish();
        var torn = imported.TornOffset is { } offset
            ? new TornTail(LogFileNames.Original(LogFileNames.Log), LogFileNames.Log, offset, imported.TornBytes, TornReason)
            : null;
        return new ImportReport(count, imported.Notes, torn);
    }

    // One that is there already is what an interrupted attempt left, if it is the same or, copied, a beginning of it.
    private static void Keep(IDataDirectory directory, string name)
    {
        var original = LogFileNames.Original(name);
        if (directory.List().Contains(original))
        {
            if (!IsBeginning(directory, original, name, out var isWhole))
                throw new UnsupportedFormatException($"{directory.Path}: {original} is there already and is not {name}: move it away, it may be the only copy of something");
            if (isWhole)
                return;
            directory.Delete(original);
        }
        directory.Link(name, original);
    }

    private static bool IsBeginning(IDataDirectory directory, string name, string of, out bool isWhole)
    {
        using var part = directory.Open(name, writable: false);
        using var whole = directory.Open(of, writable: false);
        isWhole = part.Length == whole.Length;
        var (a, b) = (new byte[64 * 1024], new byte[64 * 1024]);
        for (var at = 0L; at < part.Length;)
        {
            var read = part.Read(a, at);
            if (read == 0 || !b.AsSpan(0, whole.Read(b.AsSpan(0, read), at)).SequenceEqual(a.AsSpan(0, read)))
                return false;
            at += read;
        }
        return true;
    }
}
