using System.Runtime.InteropServices;
using Flint.Actors.Journal.Log;
using Flint.Serialization;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Folds the lines of a key one by one; and totals follow it through them.</summary>
internal sealed class LineFold
{
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

    /// <summary>The entries of the line that was folded last.</summary>
    public ReadOnlySpan<LimitEntry> Last => CollectionsMarshal.AsSpan(_read);

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
            behind.Totals.Follow(_counted, _state);
            _earlier = null;
        }
        _read.Clear();
        FlintJson.ReadEntries(line.Payload, line.TypeManifest, _read);
        foreach (ref readonly var entry in Last)
        {
            if (entry.Kind == EntryKind.Removed)
                Lose(entry);
            else
                _state.Add(entry);
        }
        _number = line.SequenceNr;
    }

    /// <summary>The state after all of them, and the number of the last.</summary>
    public (LimitState State, long SequenceNr) End()
    {
        _earlier?.Totals.Follow(_counted, _state);
        _totals?.Follow(_counted, _state);
        return (_state, _number);
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
