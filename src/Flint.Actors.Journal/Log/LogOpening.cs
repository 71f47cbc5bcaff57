using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Opens a locked directory: first it reads and judges everything and changes nothing, then it repairs what a crash has left, then the log is open.
/// </summary>
internal sealed class LogOpening
{
    private readonly IDataDirectory _directory;
    private readonly LogIndex _index = new();
    private readonly LogSurvey _survey;
    private readonly ImportReport? _imported;

    private LogOpening(IDataDirectory directory, bool isNew, ILogImport? import)
    {
        _directory = directory;
        var files = LogFileSet.Of(directory.List());
        if (OldFormat.Has(directory, files, isNew))
            _imported = LogTakeover.Run(directory, files, import ?? throw OldFormat.Unsupported(directory));
        _survey = LogSurvey.Of(directory, _index);
        if (!_survey.IsTakenOver)
            return;
        LogTakeover.Finish(directory, _survey.Snapshot!.Header);
        _index = new LogIndex();
        _survey = LogSurvey.Of(directory, _index);
    }

    /// <summary>Opens the log, or makes the first generation where there is none.</summary>
    /// <param name="directory">Where; locked.</param>
    /// <param name="isNew">Whether this program has never held it before.</param>
    /// <param name="import">Reads what an older program has left; null: that is refused.</param>
    public static OpenedLog Run(IDataDirectory directory, bool isNew, ILogImport? import)
    {
        var opening = new LogOpening(directory, isNew, import);
        return opening._survey.Chain is { } chain ? opening.OpenExisting(chain) : opening.CreateFirst();
    }

    private OpenedLog CreateFirst()
    {
        var header = NewGeneration.HeaderBehind(_directory, generation: 0, default);
        var length = NewGeneration.Write(_directory, header);
        NewGeneration.Install(_directory);
        if (_survey.Files.HasNextSnapshot)
            _directory.Delete(LogFileNames.NextSnapshot);
        return Opened(header, length, closedBytes: 0, default, new OpeningReport(1, 0, 0, WasClean: true, 0, null));
    }

    private OpenedLog OpenExisting(ChainScan scan)
    {
        var last = _survey.Generations[^1];
        // From here on the directory is changed. The names first: a crash may have come between a rename and its sync, and what is synced into a file
        // that has no durable name is lost.
        _directory.Sync();
        if (!_survey.Files.HasLog)
            NewGeneration.Install(_directory);
        else if (_survey.Files.HasNext)
            _directory.Delete(LogFileNames.Next);
        DropLeftovers();
        var report = new OpeningReport(_survey.Generations.Count, scan.Groups, scan.Lines, scan.IsClean, scan.UnsyncedGroups, null);
        return scan.IsClean ? Opened(last.Header, scan.ValidEnd, scan.UsedBytes, scan.End, report) : Continue(last, scan, report);
    }

    // What a crash has left of a compaction: generations that the snapshot covers, or one in the making.
    private void DropLeftovers()
    {
        if (_survey.Files.HasNextSnapshot)
            _directory.Delete(LogFileNames.NextSnapshot);
        foreach (var generation in _survey.Files.Closed.Where(generation => generation <= _survey.Snapshot?.Header.Covered))
            _directory.Delete(LogFileNames.Closed(generation));
    }

    // After a crash nothing behind the synced mark is known to be on the disk, whatever the page cache shows: it is written again, into a new file.
    private OpenedLog Continue(GenerationFile last, ChainScan scan, OpeningReport report)
    {
        var generation = last.Header.Generation;
        var torn = scan.TornReason is { } reason ? KeepTorn(generation, scan.ValidEnd, reason) : null;
        var (start, before) = scan.UnsyncedStart;
        var header = NewGeneration.HeaderBehind(_directory, generation, before);
        var shift = header.Encode().Length - start;
        var end = scan.End;
        var moved = new SlotSet();
        var length = NewGeneration.Write(_directory, header, (file, at) =>
        {
            using (var old = _directory.Open(LogFileNames.Log, writable: false))
                FileBytes.Copy(old, start, scan.ValidEnd - start, file, at);
            RequireSame(file, at, before.Sum, scan.End.Sum, moved);
            var mark = new LineBuffer();
            var closing = GroupClosing.Close(mark, scan.End.Number + 1, scan.End.Sum, scan.End.Number, scan.End.Newest, header.Salt);
            end = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
            file.Write(mark.Written, scan.ValidEnd + shift);
            return scan.ValidEnd + shift + mark.Length;
        });
        NewGeneration.Replace(_directory, generation);
        Trim(LogFileNames.Closed(generation), start);
        _index.Move(moved, new LinePosition(LogFile.OfGeneration(generation), start), LogFile.OfGeneration(generation + 1), shift);
        return Opened(header, length, scan.UsedBytes + start, end, report with { Generations = report.Generations + 1, Torn = torn });
    }

    // What was judged may have stood in the page cache alone, and be gone since: the copy is judged too, before it counts.
    private void RequireSame(IDataFile copy, long offset, GroupSum sum, GroupSum end, SlotSet moved)
    {
        var groups = new GroupScanner(copy, offset, line: 2);
        for (; sum != end; sum = groups.Closing.Sum)
        {
            if (groups.Next() != GroupVerdict.Group || groups.Closing.Previous != sum)
                throw new FileOperationException(LogFileNames.Log, "copy", 0, "the file changed after it was found valid");
            _index.Mark(groups, moved);
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

    private OpenedLog Opened(in GenerationHeader header, long length, long closedBytes, in ChainEnd end, OpeningReport report)
    {
        _index.Settle();
        return new OpenedLog(_directory.Open(LogFileNames.Log, writable: true), header, length, closedBytes, report.Generations - 1, _survey.Snapshot, end, _index, report with { Imported = _imported });
    }
}
