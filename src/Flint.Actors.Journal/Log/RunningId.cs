using System.Text;

namespace Flint.Actors.Journal.Log;

/// <summary>A persistence id whose fold is brought its events while the log is gone through.</summary>
internal sealed class RunningId
{
    private readonly LogView _lines;
    private readonly IRunningFold _fold;
    private readonly byte[] _id;
    private EventCursor _events;

    public RunningId(LogView lines, IRunningFold fold)
    {
        (_lines, _fold, _id) = (lines, fold, Encoding.UTF8.GetBytes(lines.PersistenceId));
        _events = new EventCursor(lines.Slots.Events);
    }

    /// <summary>Whether that is the id, in its UTF-8.</summary>
    public bool Is(ReadOnlySpan<byte> id) => id.SequenceEqual(_id);

    /// <summary>Takes the line that stands there, if the index names it as one of the id. It names them in the order of the log.</summary>
    /// <exception cref="CorruptStorageException">It says something else than the index.</exception>
    public void Take(ReadOnlyMemory<byte> line, LinePosition position)
    {
        if (!_events.IsThere || _events.Current.Position != position)
            return;
        _fold.Take(_lines.Event(line, _events.Current));
        _events.Next();
    }

    /// <summary>What is left of it.</summary>
    /// <exception cref="CorruptStorageException">An event that the index names was not there.</exception>
    public FoldedLines? End() => _events.IsThere ? throw _lines.NotAsWritten(_events.Current.Position) : _fold.End();
}
