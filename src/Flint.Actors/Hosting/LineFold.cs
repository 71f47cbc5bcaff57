using System.Runtime.InteropServices;
using Flint.Actors.Journal.Log;
using Flint.Serialization;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Folds the lines of a key one by one; and totals follow it through them.</summary>
internal sealed class LineFold
{
    // A state is large to copy: a grant costs a fraction where it is applied with others.
    private const int AtOnce = 64;

    private readonly List<LimitEntry> _read = [];
    private readonly LogView _lines;
    private readonly TotalsTable? _totals;
    private readonly long _lastOfEarlier;
    private EarlierTotals? _earlier;
    private LimitState _counted;
    private LimitState _state;
    private long _number;

    /// <param name="lines">Its lines.</param>
    /// <param name="start">The line that says the state to begin with, or null.</param>
    /// <param name="totals">Where it is counted, or null.</param>
    /// <param name="earlier">Other totals that follow it through some of its first lines, or null.</param>
    /// <param name="counted">The state in which the totals know of it.</param>
    public LineFold(LogView lines, LogRecord? start, TotalsTable? totals = null, EarlierTotals? earlier = null, LimitState counted = default)
    {
        (_lines, _totals, _earlier, _counted) = (lines, totals, earlier, counted);
        if (start is { } line)
            (_state, _number) = (KeyLines.Read<LimitSnapshot>(line).State, line.SequenceNr);
        _lastOfEarlier = earlier?.Lines.LastNumber ?? 0;
    }

    /// <summary>Folds the lines that follow.</summary>
    public LineFold TakeAll()
    {
        foreach (var line in _lines.Events(_number + 1))
            Take(line);
        return this;
    }

    /// <summary>Folds the next line.</summary>
    public void Take(in LogRecord line)
    {
        if (_earlier is { } behind && line.SequenceNr > _lastOfEarlier)
        {
            Apply();
            behind.Totals.Follow(_counted, _state);
            _earlier = null;
        }
        FlintJson.ReadEntries(line.Payload, line.TypeManifest, _read);
        _number = line.SequenceNr;
        if (_read.Count >= AtOnce)
            Apply();
    }

    /// <summary>The state after all of them, and the number of the last.</summary>
    public (LimitState State, long SequenceNr) End()
    {
        Apply();
        _earlier?.Totals.Follow(_counted, _state);
        _totals?.Follow(_counted, _state);
        return (_state, _number);
    }

    private void Apply()
    {
        ReadOnlySpan<LimitEntry> entries = CollectionsMarshal.AsSpan(_read);
        for (var removal = IndexOfRemoval(entries); removal >= 0; removal = IndexOfRemoval(entries))
        {
            _state = _state.Apply(entries[..removal]);
            Lose(entries[removal]);
            entries = entries[(removal + 1)..];
        }
        _state = _state.Apply(entries);
        _read.Clear();
    }

    private static int IndexOfRemoval(ReadOnlySpan<LimitEntry> entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Kind == EntryKind.Removed)
                return i;
        }
        return -1;
    }

    // Its limit is one less; what it had counted stays.
    private void Lose(in LimitEntry removal)
    {
        var after = _state.Apply(removal);
        foreach (var totals in (TotalsTable?[])[_totals, _earlier?.Totals])
        {
            totals?.Follow(_counted, _state);
            totals?.Follow(_state, after);
        }
        _counted = _state = after;
    }
}
