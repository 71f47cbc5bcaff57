using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// What a directory of this format holds, read and judged: all that opening does before it repairs, and all that an examination does. It changes nothing.
/// </summary>
internal sealed class LogSurvey
{
    private LogSurvey(LogFileSet files, SnapshotFile? snapshot) => (Files, Snapshot) = (files, snapshot);

    /// <summary>The files.</summary>
    public LogFileSet Files { get; }

    /// <summary>The snapshot in front of the log, or null.</summary>
    public SnapshotFile? Snapshot { get; }

    /// <summary>Whether the snapshot has taken the place of an older program's log, which is still there.</summary>
    public bool IsTakenOver { get; private init; }

    /// <summary>The generations behind the snapshot; the last is the one that is written. None where no log has been made yet, or none of ours.</summary>
    public IReadOnlyList<GenerationFile> Generations { get; private init; } = [];

    /// <summary>Their groups, followed to the end; null where there are no generations.</summary>
    public ChainScan? Chain { get; private init; }

    /// <summary>Reads and judges everything, and takes its lines into the index.</summary>
    /// <exception cref="CorruptStorageException">It holds what no crash can have caused.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another version.</exception>
    public static LogSurvey Of(IDataDirectory directory, LogIndex? index, Pace? pace = null)
    {
        using var feed = index is null ? null : new IndexFeed(index);
        try
        {
            return Of(directory, feed, pace);
        }
        finally
        {
            feed?.Finish(); // its damage stands in front of what else was found
        }
    }

    private static LogSurvey Of(IDataDirectory directory, IndexFeed? feed, Pace? pace)
    {
        var files = LogFileSet.Of(directory.List());
        var snapshot = files.HasSnapshot ? ReadSnapshot(directory, feed, pace) : null;
        if (OldFormat.IsTakenOver(directory, files, snapshot))
            return new LogSurvey(files, snapshot) { IsTakenOver = true };
        if (files.IsEmpty)
        {
            RequireUnfinishedFirst(directory, files);
            return new LogSurvey(files, snapshot);
        }
        var generations = GenerationFiles(directory, files, snapshot);
        var chain = new ChainScan(directory, feed, pace);
        chain.Run(generations, snapshot);
        if (!files.HasLog && !chain.IsClean)
            throw new CorruptStorageException(generations[^1].Name, 1, 0, "the file was complete before the one it follows was renamed, and is not any more");
        return new LogSurvey(files, snapshot) { Generations = generations, Chain = chain };
    }

    private static SnapshotFile ReadSnapshot(IDataDirectory directory, IndexFeed? index, Pace? pace)
    {
        using var file = directory.Open(LogFileNames.Snapshot, writable: false);
        return SnapshotFile.Read(file, index is null ? null : (group, number) => index.Take(group, number, file.Name), pace);
    }

    // A crash while the first file was made leaves a piece of its header. Anything longer was a log, and its other files are missing.
    private static void RequireUnfinishedFirst(IDataDirectory directory, LogFileSet files)
    {
        if (!files.HasNext)
            return;
        using var file = directory.Open(LogFileNames.Next, writable: false);
        if (file.Length > new GenerationHeader(1, 1, default, new Salt(1)).Encode().Length)
            throw new CorruptStorageException(LogFileNames.Log, 1, 0, $"the file is missing, and {LogFileNames.Next} holds more than the beginning of a first one");
    }

    // Exactly the sets that a crash can leave: every generation from the first to the one that is written, which may still wait for its name.
    private static List<GenerationFile> GenerationFiles(IDataDirectory directory, LogFileSet files, SnapshotFile? snapshot)
    {
        if (!files.HasLog && !files.HasNext)
            throw new CorruptStorageException(LogFileNames.Log, 1, 0, "the file is missing");
        var last = GenerationFile.Read(directory, files.HasLog ? LogFileNames.Log : LogFileNames.Next);
        var covered = snapshot?.Header.Covered ?? 0;
        if (last.Header.Generation <= covered)
            throw new CorruptStorageException(last.Name, 1, 0, $"the file is generation {last.Header.Generation}, and {LogFileNames.Snapshot} covers {covered}");
        var generations = new List<GenerationFile>();
        for (var expected = covered + 1; expected < last.Header.Generation; expected++)
        {
            var name = LogFileNames.Closed(expected);
            if (!files.Closed.Contains(expected))
                throw new CorruptStorageException(name, 1, 0, $"the file is missing: {last.Name} is generation {last.Header.Generation}");
            generations.Add(GenerationFile.Read(directory, name));
            if (generations[^1].Header.Generation != expected)
                throw new CorruptStorageException(name, 1, 0, $"the file is generation {generations[^1].Header.Generation}");
        }
        if (files.Closed.Count > 0 && files.Closed[^1] >= last.Header.Generation)
            throw new CorruptStorageException(last.Name, 1, 0, $"the file is generation {last.Header.Generation}, and {LogFileNames.Closed(files.Closed[^1])} is there");
        generations.Add(last);
        return generations;
    }
}
