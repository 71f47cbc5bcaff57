using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// What the log holds of one persistence id, in a few bytes: of most ids there are few lines, and of ids there are many. What does not fit is an
/// <see cref="IndexEntry"/> until it has become small again, and these bytes only say which.
/// </summary>
internal readonly ref struct PackedEntry
{
    /// <summary>No entry is longer.</summary>
    public const int MaxLength = 192;

    private const byte HasFloor = 1;
    private const byte HasState = 2;
    private const byte HasHistory = 4;
    private const byte HasSnapshots = 8;
    private const byte IsElsewhere = 16;

    private const int MostSnapshots = 4;
    private const int LongestHead = 1 + (Varint.MaxLength * (10 + (4 * MostSnapshots)));

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _events;

    /// <summary>Reads the bytes.</summary>
    public PackedEntry(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        var flags = bytes[0];
        var at = 1;
        IsObject = (flags & IsElsewhere) != 0;
        if (IsObject)
            Number = (int)Varint.Read(bytes, ref at);
        if ((flags & HasState) != 0)
            State = ReadSlot(bytes, ref at, default);
        if ((flags & HasHistory) != 0)
            History = ReadSlot(bytes, ref at, State.GetValueOrDefault()) with { Time = 0 };
        Floor = (flags & HasFloor) != 0 ? Varint.Read(bytes, ref at) : State.GetValueOrDefault().SequenceNr;
        Snapshots = [];
        if ((flags & HasSnapshots) != 0)
        {
            Snapshots = new SnapshotSlot[bytes[at++]];
            for (var (i, before) = (0, default(SnapshotSlot)); i < Snapshots.Length; i++)
                before = Snapshots[i] = ReadSlot(bytes, ref at, before);
        }
        _events = at;
    }

    /// <summary>An entry that says nothing.</summary>
    public static ReadOnlySpan<byte> Nothing => [0];

    /// <summary>Whether the entry is an object, and nothing of it stands here but its number.</summary>
    public bool IsObject { get; }

    /// <summary>Which of <see cref="LongEntries"/> it is, if it is an object.</summary>
    public int Number { get; }

    public long Floor { get; }

    public SnapshotSlot? State { get; }

    public SnapshotSlot? History { get; }

    public SnapshotSlot[] Snapshots { get; }

    /// <summary>The events, as <see cref="EventList.Unpack"/> takes them.</summary>
    public ReadOnlySpan<byte> Events => _bytes[_events..];

    /// <summary>The highest number used.</summary>
    public long Highest
    {
        get
        {
            var highest = Floor;
            for (var (at, slot) = (_events, default(EventSlot)); EventCode.TryRead(_bytes, ref at, ref slot);)
                highest = Math.Max(highest, slot.SequenceNr);
            return highest;
        }
    }

    /// <summary>What it says, apart from its bytes.</summary>
    public IndexView View() => new(State, History, EventList.View(Events), Snapshots, Floor);

    /// <summary>The entry with one more line, in the buffer; how long it is, or -1 if it does not fit or a line of this kind changes more than it adds.</summary>
    public int With(RecordKind kind, in SnapshotSlot added, Span<byte> to) => kind switch
    {
        RecordKind.Event => With(added.ToEventSlot(), to),
        RecordKind.State => Write(to, added, History, Math.Max(Floor, added.SequenceNr), Snapshots, Events),
        RecordKind.History => Write(to, State, added with { Time = 0 }, Floor, Snapshots, Events),
        _ => -1,
    };

    private int With(in EventSlot added, Span<byte> to)
    {
        var (at, last) = (_events, default(EventSlot));
        while (EventCode.TryRead(_bytes, ref at, ref last))
        {
        }
        _bytes.CopyTo(to);
        EventCode.Write(to, ref at, added, last);
        return at <= MaxLength ? at : -1;
    }

    /// <summary>Says in the buffer that the entry is an object; how long that is.</summary>
    public static int Write(Span<byte> to, int number)
    {
        to[0] = IsElsewhere;
        var at = 1;
        Varint.Write(to, ref at, number);
        return at;
    }

    /// <summary>Packs an entry into the buffer, which has twice the room of one; how long it is, or -1 if it does not fit.</summary>
    public static int Write(Span<byte> to, SnapshotSlot? state, SnapshotSlot? history, long floor, IReadOnlyList<SnapshotSlot> snapshots, ReadOnlySpan<byte> events)
    {
        if (events.Length > MaxLength || snapshots.Count > MostSnapshots)
            return -1;
        Span<byte> head = stackalloc byte[LongestHead];
        var at = 1;
        if (state is { } folded)
            WriteSlot(head, ref at, ref head[0], HasState, folded, default);
        if (history is { } kept)
            WriteSlot(head, ref at, ref head[0], HasHistory, kept with { Time = state.GetValueOrDefault().Time }, state.GetValueOrDefault());
        if (floor != state.GetValueOrDefault().SequenceNr)
        {
            head[0] |= HasFloor;
            Varint.Write(head, ref at, floor);
        }
        if (snapshots.Count > 0)
        {
            head[at++] = (byte)snapshots.Count;
            for (var (i, before) = (0, default(SnapshotSlot)); i < snapshots.Count; before = snapshots[i++])
                WriteSlot(head, ref at, ref head[0], HasSnapshots, snapshots[i], before);
        }
        if (at + events.Length > MaxLength)
            return -1;
        head[..at].CopyTo(to);
        events.CopyTo(to[at..]);
        return at + events.Length;
    }

    private static void WriteSlot(Span<byte> to, ref int at, ref byte flags, byte flag, in SnapshotSlot slot, in SnapshotSlot before)
    {
        flags |= flag;
        Varint.Write(to, ref at, slot.SequenceNr - before.SequenceNr);
        Varint.Write(to, ref at, slot.Time - before.Time);
        Varint.Write(to, ref at, slot.Position.Packed - before.Position.Packed);
        Varint.Write(to, ref at, slot.Length);
    }

    private static SnapshotSlot ReadSlot(ReadOnlySpan<byte> from, ref int at, in SnapshotSlot before) => new(
        before.SequenceNr + Varint.Read(from, ref at),
        before.Time + Varint.Read(from, ref at),
        new LinePosition(before.Position.Packed + Varint.Read(from, ref at)),
        (int)Varint.Read(from, ref at));
}
