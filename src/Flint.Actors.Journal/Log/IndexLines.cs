using System.Buffers;
using System.Runtime.InteropServices;

namespace Flint.Actors.Journal.Log;

/// <summary>Lines that were read and not yet taken into the index: of each what the index wants to know, and no more of its bytes than the id.</summary>
internal sealed class IndexLines
{
    /// <summary>They are taken up so many at once: first the memory that will be asked for is touched, then they are applied.</summary>
    public const int Most = 128;

    private readonly List<Line> _lines = [];
    private readonly ArrayBufferWriter<byte> _ids = new();

    /// <summary>It is enough of them.</summary>
    public bool IsFull => _lines.Count == Most;

    /// <summary>What the lines say.</summary>
    public ReadOnlySpan<Line> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>The id of a line.</summary>
    public ReadOnlySpan<byte> IdOf(in Line line) => _ids.WrittenSpan.Slice(line.IdStart, line.IdLength);

    /// <summary>Adds a line.</summary>
    public void Add(in LineHead line)
    {
        _lines.Add(new Line(line.Kind, line.Slot, _ids.WrittenCount, line.Id.Length));
        _ids.Write(line.Id);
    }

    /// <summary>Empty again.</summary>
    public void Clear()
    {
        _lines.Clear();
        _ids.ResetWrittenCount();
    }

    /// <summary>One of them.</summary>
    /// <param name="Kind">What it says.</param>
    /// <param name="Slot">Its number, its time and where it stands.</param>
    /// <param name="IdStart">Where its id begins.</param>
    /// <param name="IdLength">How long that is.</param>
    public readonly record struct Line(RecordKind Kind, SnapshotSlot Slot, int IdStart, int IdLength);
}
