using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Follows the chain of groups through the generations, in their order, and hands on their lines. Damage throws; what a crash may have torn ends the chain.
/// </summary>
internal sealed class ChainScan(IDataDirectory directory, ILineFeed? feed, Pace? pace = null)
{
    // The groups not known to be synced, and where each begins: few, since only the last window can be.
    private readonly Queue<(long Number, long Offset, ChainEnd Before)> _unsynced = new();

    /// <summary>The last valid group.</summary>
    public ChainEnd End { get; private set; }

    /// <summary>The last group that some group knew to be synced.</summary>
    public long Synced
    {
        get;
        private set
        {
            field = Math.Max(field, value);
            while (_unsynced.TryPeek(out var first) && first.Number <= field)
                _unsynced.Dequeue();
        }
    }

    /// <summary>The used bytes of the generations before the last.</summary>
    public long UsedBytes { get; private set; }

    public long Groups { get; private set; }

    public long Lines { get; private set; }

    /// <summary>Where the valid groups of the last generation end.</summary>
    public long ValidEnd { get; private set; }

    /// <summary>Whether the last generation ends as a clean close, or its own beginning, leaves it: a mark or the header, and not a byte behind.</summary>
    public bool IsClean { get; private set; }

    /// <summary>What is wrong behind <see cref="ValidEnd"/>, or null.</summary>
    public string? TornReason { get; private set; }

    public long UnsyncedGroups => _unsynced.Count;

    /// <summary>Where the first group stands that is not known to be synced, and what it continues.</summary>
    public (long Offset, ChainEnd Before) UnsyncedStart => _unsynced.TryPeek(out var first) ? (first.Offset, first.Before) : (ValidEnd, End);

    /// <summary>Follows all generations behind a snapshot; the last is the one that is written.</summary>
    public void Run(IReadOnlyList<GenerationFile> generations, SnapshotFile? snapshot)
    {
        End = snapshot is null ? default : new ChainEnd(snapshot.Header.First - 1, snapshot.Header.Previous, snapshot.Newest);
        for (var i = 0; i < generations.Count; i++)
            Follow(generations[i], i + 1 < generations.Count ? generations[i + 1].Header : null);
    }

    /// <summary>Follows closed generations up to the header of the one behind them.</summary>
    public void RunClosed(IReadOnlyList<GenerationFile> generations, GenerationHeader following)
    {
        if (generations.Count > 0)
            End = new ChainEnd(generations[0].Header.First - 1, generations[0].Header.Previous, 0);
        for (var i = 0; i < generations.Count; i++)
        {
            Follow(generations[i], i + 1 < generations.Count ? generations[i + 1].Header : following);
        }
    }

    private void Follow(GenerationFile generation, GenerationHeader? next)
    {
        if (generation.Header.First != End.Number + 1 || generation.Header.Previous != End.Sum)
            throw new CorruptStorageException(generation.Name, 1, 0, $"the file does not continue group {End.Number} of the one before");
        // The rename that made this generation came after all before it was synced.
        Synced = End.Number;
        UsedBytes += ValidEnd;
        using var file = directory.Open(generation.Name, writable: false);
        var scanner = new GroupScanner(file, generation.HeaderEnd, line: 2);
        (ValidEnd, IsClean) = (generation.HeaderEnd, true);
        while (next is null || End.Number + 1 < next.Value.First)
        {
            pace?.Rest();
            var verdict = scanner.Next();
            var reason = verdict == GroupVerdict.Group ? Misplaced(scanner.Closing) : scanner.Reason;
            if (verdict == GroupVerdict.Group && reason is null)
            {
                Take(generation, scanner);
                continue;
            }
            if (next is not null)
                throw Damage(generation, scanner, verdict == GroupVerdict.End ? $"group {End.Number + 1} is missing" : reason!);
            JudgeEnd(generation, file, scanner, verdict == GroupVerdict.End ? null : reason);
            return;
        }
    }

    // The first group that is not there or not right ends the log, unless somebody knew it to be synced.
    private void JudgeEnd(GenerationFile generation, IDataFile file, GroupScanner scanner, string? reason)
    {
        TornReason = reason;
        IsClean = IsClean && reason is null && file.Length == ValidEnd;
        if (reason is not null && (Synced > End.Number || TailJudge.KnowsSynced(file, generation.Header.Salt, scanner.Offset, End.Number + 1)))
            throw Damage(generation, scanner, reason);
        if (Synced > End.Number)
            throw Damage(generation, scanner, $"group {End.Number + 1} is missing");
        // The mark speaks of what stands before it; that the file ends with it says that it is synced itself (LogWriter.WriteEnd).
        if (IsClean)
            Synced = End.Number;
    }

    private string? Misplaced(in GroupClosing closing) =>
        closing.Number != End.Number + 1 ? $"group {closing.Number} follows group {End.Number}"
        : closing.Previous != End.Sum ? $"group {closing.Number} does not continue the group before it"
        : null;

    private void Take(GenerationFile generation, GroupScanner scanner)
    {
        var closing = scanner.Closing;
        feed?.Take(scanner, LogFile.OfGeneration(generation.Header.Generation), generation.Name);
        _unsynced.Enqueue((closing.Number, scanner.Offset, End));
        var synced = closing.SyncedIn(generation.Header.Salt);
        Synced = synced;
        End = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
        IsClean = scanner.LineCount == 0 && synced == closing.Number - 1;
        (ValidEnd, Groups, Lines) = (scanner.End, Groups + 1, Lines + scanner.LineCount);
    }

    private static CorruptStorageException Damage(GenerationFile generation, GroupScanner scanner, string reason) =>
        new(generation.Name, scanner.Line, scanner.Offset, reason);
}
