using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>What the index wants to know of a line: whose it is, its kind, number and time, and where it stands.</summary>
internal readonly ref struct LineHead
{
    private LineHead(ReadOnlySpan<byte> id, RecordKind kind, SnapshotSlot slot)
    {
        Id = id;
        Kind = kind;
        Slot = slot;
    }

    /// <summary>Its persistence id; for as long as the line is there.</summary>
    public ReadOnlySpan<byte> Id { get; }

    public RecordKind Kind { get; }

    public SnapshotSlot Slot { get; }

    /// <summary>Reads the head of a line; false if it is of no kind that stands in such a file.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="head">What it says.</param>
    public static bool TryOf(ReadOnlySpan<byte> line, LinePosition position, out LineHead head)
    {
        head = default;
        if (!LineDecoder.TryDecodeHead(line, out var view) || !MayStandIn(position.File, view.Kind) || !IdBytes.TryOfRaw(view.PersistenceId.Of(line), out var id))
            return false;
        head = new LineHead(id, (RecordKind)view.Kind, new SnapshotSlot(view.SequenceNr, view.Time, position, line.Length));
        return true;
    }

    /// <summary>What is to be thrown then.</summary>
    public static CorruptStorageException Unknown(string file, long number, LinePosition position) => new(file, number, position.Offset, "the line is of no known kind");

    private static bool MayStandIn(LogFile file, LineKind kind) => kind is LineKind.Event or LineKind.Snapshot
        || file.IsSnapshot == (kind is LineKind.State or LineKind.History or LineKind.Highest);
}
