using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>What the index wants to know of a line that stands in a group: whose it is, its kind, number and time, and where it stands.</summary>
internal readonly ref struct LineHead
{
    private LineHead(ReadOnlySpan<byte> id, RecordKind kind, SnapshotSlot slot)
    {
        Id = id;
        Kind = kind;
        Slot = slot;
    }

    /// <summary>Its persistence id, until the next group is read.</summary>
    public ReadOnlySpan<byte> Id { get; }

    public RecordKind Kind { get; }

    public SnapshotSlot Slot { get; }

    /// <summary>Reads the head of a line of the group.</summary>
    /// <exception cref="CorruptStorageException">It is of no kind that stands in such a file.</exception>
    public static LineHead Of(GroupScanner group, int index, LogFile file, string name)
    {
        var line = group.LineAt(index, out var offset);
        if (!LineDecoder.TryDecodeHead(line, out var view) || !MayStandIn(file, view.Kind) || !IdBytes.TryOfRaw(view.PersistenceId.Of(line), out var id))
            throw new CorruptStorageException(name, group.Line + index, offset, "the line is of no known kind");
        return new LineHead(id, (RecordKind)view.Kind, new SnapshotSlot(view.SequenceNr, view.Time, new LinePosition(file, offset), line.Length));
    }

    private static bool MayStandIn(LogFile file, LineKind kind) => kind is LineKind.Event or LineKind.Snapshot
        || file.IsSnapshot == (kind is LineKind.State or LineKind.History or LineKind.Highest);
}
