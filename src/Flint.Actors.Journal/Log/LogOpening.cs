using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Opens a locked directory: first it reads and judges everything and changes nothing, then it repairs what a crash has left, then the log is open.
/// </summary>
internal sealed class LogOpening
{
    private readonly IDataDirectory _directory;
    private LogFileSet _files;
    private readonly LogIndex _index = new();
    private SnapshotFile? _snapshot;
    private ImportReport? _imported;

    private LogOpening(IDataDirectory directory)
    {
        _directory = directory;
        _files = LogFileSet.Of(directory.List());
    }

    /// <summary>Opens the log, or makes the first generation where there is none.</summary>
    /// <param name="directory">Where; locked.</param>
    /// <param name="isNew">Whether this program has never held it before.</param>
    /// <param name="import">Reads what an older program has left; null: that is refused.</param>
    public static OpenedLog Run(IDataDirectory directory, bool isNew, ILogImport? import) => new LogOpening(directory).Run(isNew, import);

    private OpenedLog Run(bool isNew, ILogImport? import)
    {
        if (OldFormat.Has(_directory, _files, isNew))
            TakeOver(import ?? throw OldFormat.Unsupported(_directory));
        _snapshot = _files.HasSnapshot ? ReadSnapshot() : null;
        if (OldFormat.IsTakenOver(_directory, _files, _snapshot))
        {
            LogTakeover.Finish(_directory);
            _files = LogFileSet.Of(_directory.List());
        }
        return _files.HasLog || _files.Closed.Count > 0 || _snapshot is not null ? OpenExisting() : CreateFirst();
    }

    private SnapshotFile ReadSnapshot()
    {
        using var file = _directory.Open(LogFileNames.Snapshot, writable: false);
        return SnapshotFile.Read(file, _index);
    }

    private void TakeOver(ILogImport import)
    {
        _imported = LogTakeover.Run(_directory, _files, import);
        _files = LogFileSet.Of(_directory.List());
    }

    private OpenedLog CreateFirst()
    {
        if (_files.HasNext)
            RequireUnfinishedFirst();
        var header = new GenerationHeader(Generation: 1, First: 1, default);
        var length = NewGeneration.Write(_directory, header);
        NewGeneration.Install(_directory);
        if (_files.HasNextSnapshot)
            _directory.Delete(LogFileNames.NextSnapshot);
        return Opened(header, length, closedBytes: 0, default, new OpeningReport(1, 0, 0, WasClean: true, 0, null));
    }

    // A crash while the first file was made leaves a piece of its header. Anything longer was a log, and its other files are missing.
    private void RequireUnfinishedFirst()
    {
        using var file = _directory.Open(LogFileNames.Next, writable: false);
        if (file.Length > new GenerationHeader(1, 1, default).Encode().Length)
            throw new CorruptStorageException(LogFileNames.Log, 1, 0, $"the file is missing, and {LogFileNames.Next} holds more than the beginning of a first one");
    }

    private OpenedLog OpenExisting()
    {
        var generations = Generations();
        var scan = new ChainScan(_directory, _index);
        scan.Run(generations, _snapshot);
        var last = generations[^1];
        if (!_files.HasLog && !scan.IsClean)
            throw new CorruptStorageException(last.Name, 1, 0, "the file was complete before the one it follows was renamed, and is not any more");
        // From here on the directory is changed. The names first: a crash may have come between a rename and its sync, and what is synced into a file
        // that has no durable name is lost.
        _directory.Sync();
        if (!_files.HasLog)
            NewGeneration.Install(_directory);
        else if (_files.HasNext)
            _directory.Delete(LogFileNames.Next);
        DropLeftovers();
        var report = new OpeningReport(generations.Count, scan.Groups, scan.Lines, scan.IsClean, scan.UnsyncedGroups, null);
        return scan.IsClean ? Opened(last.Header, scan.ValidEnd, scan.UsedBytes, scan.End, report) : Continue(last, scan, report);
    }

    // Exactly the sets that a crash can leave: every generation from the first to the one that is written, which may still wait for its name.
    private List<GenerationFile> Generations()
    {
        if (!_files.HasLog && !_files.HasNext)
            throw new CorruptStorageException(LogFileNames.Log, 1, 0, "the file is missing");
        var last = GenerationFile.Read(_directory, _files.HasLog ? LogFileNames.Log : LogFileNames.Next);
        var covered = _snapshot?.Header.Covered ?? 0;
        if (last.Header.Generation <= covered)
            throw new CorruptStorageException(last.Name, 1, 0, $"the file is generation {last.Header.Generation}, and {LogFileNames.Snapshot} covers {covered}");
        var generations = new List<GenerationFile>();
        for (var expected = covered + 1; expected < last.Header.Generation; expected++)
        {
            var name = LogFileNames.Closed(expected);
            if (!_files.Closed.Contains(expected))
                throw new CorruptStorageException(name, 1, 0, $"the file is missing: {last.Name} is generation {last.Header.Generation}");
            generations.Add(GenerationFile.Read(_directory, name));
            if (generations[^1].Header.Generation != expected)
                throw new CorruptStorageException(name, 1, 0, $"the file is generation {generations[^1].Header.Generation}");
        }
        if (_files.Closed.Count > 0 && _files.Closed[^1] >= last.Header.Generation)
            throw new CorruptStorageException(last.Name, 1, 0, $"the file is generation {last.Header.Generation}, and {LogFileNames.Closed(_files.Closed[^1])} is there");
        generations.Add(last);
        return generations;
    }

    // What a crash has left of a compaction: generations that the snapshot covers, or one in the making.
    private void DropLeftovers()
    {
        if (_files.HasNextSnapshot)
            _directory.Delete(LogFileNames.NextSnapshot);
        foreach (var generation in _files.Closed.Where(generation => generation <= _snapshot?.Header.Covered))
            _directory.Delete(LogFileNames.Closed(generation));
    }

    // After a crash nothing behind the synced mark is known to be on the disk, whatever the page cache shows: it is written again, into a new file.
    private OpenedLog Continue(GenerationFile last, ChainScan scan, OpeningReport report)
    {
        var generation = last.Header.Generation;
        var torn = scan.TornReason is { } reason ? KeepTorn(generation, scan.ValidEnd, reason) : null;
        var (start, before) = scan.UnsyncedStart;
        var header = new GenerationHeader(generation + 1, before.Number + 1, before.Sum);
        var shift = header.Encode().Length - start;
        var end = scan.End;
        var length = NewGeneration.Write(_directory, header, (file, at) =>
        {
            using (var old = _directory.Open(LogFileNames.Log, writable: false))
                FileBytes.Copy(old, start, scan.ValidEnd - start, file, at);
            RequireSame(file, at, before.Sum, scan.End.Sum);
            var mark = new LineBuffer();
            var closing = GroupClosing.Close(mark, scan.End.Number + 1, scan.End.Sum, scan.End.Number, scan.End.Newest);
            end = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
            file.Write(mark.Written, scan.ValidEnd + shift);
            return scan.ValidEnd + shift + mark.Length;
        });
        NewGeneration.Replace(_directory, generation);
        Trim(LogFileNames.Closed(generation), start);
        _index.Move(new LinePosition(LogFile.OfGeneration(generation), start), LogFile.OfGeneration(generation + 1), shift);
        return Opened(header, length, scan.UsedBytes + start, end, report with { Generations = report.Generations + 1, Torn = torn });
    }

    // What was judged may have stood in the page cache alone, and be gone since: the copy is judged too, before it counts.
    private static void RequireSame(IDataFile copy, long offset, GroupSum sum, GroupSum end)
    {
        var groups = new GroupScanner(copy, offset, line: 2);
        for (; sum != end; sum = groups.Closing.Sum)
        {
            if (groups.Next() != GroupVerdict.Group || groups.Closing.Previous != sum)
                throw new FileOperationException(LogFileNames.Log, "copy", 0, "the file changed after it was found valid");
        }
    }

    private TornTail KeepTorn(long generation, long offset, string reason)
    {
        using var log = _directory.Open(LogFileNames.Log, writable: false);
        var bytes = FileBytes.UsedEnd(log, offset) - offset;
        // One name a generation: a crash in the midst of this leads here again.
        using var kept = _directory.Create(LogFileNames.Torn(generation));
        FileBytes.Copy(log, offset, bytes, kept, 0);
        kept.Sync();
        return new TornTail(kept.Name, LogFileNames.Closed(generation), offset, bytes, reason);
    }

    // What stands there now stands in the new generation, or was torn: cut, so that each group stands in one file.
    private void Trim(string name, long length)
    {
        using var file = _directory.Open(name, writable: true);
        file.Truncate(length);
    }

    private OpenedLog Opened(in GenerationHeader header, long length, long closedBytes, in ChainEnd end, OpeningReport report) =>
        new(_directory.Open(LogFileNames.Log, writable: true), header, length, closedBytes, report.Generations - 1, _snapshot, end, _index, report with { Imported = _imported });
}
