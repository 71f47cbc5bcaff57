namespace Flint.Actors.Journal.Format;

/// <summary>Reads lines without decoding their payloads: by the encoder's own layout, else by a JSON reader.</summary>
internal static class LineDecoder
{
    /// <summary>Reads a line, its line feed left out. False: it is none of ours.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> line, out LineView view) => TryLayout(line, out view) || LooseLineDecoder.TryDecode(line, out view);

    /// <summary>Reads only whose line it is, of which kind, number and time: all that an index wants, and what opening a long log waits for.</summary>
    public static bool TryDecodeHead(ReadOnlySpan<byte> line, out LineView view)
    {
        var cursor = new ByteCursor(line);
        return TryHead(ref cursor, out view) || LooseLineDecoder.TryDecode(line, out view);
    }

    /// <summary>As <see cref="TryDecode"/>, by the layout alone.</summary>
    public static bool TryLayout(ReadOnlySpan<byte> line, out LineView view)
    {
        var cursor = new ByteCursor(line);
        if (!TryHead(ref cursor, out view))
            return false;
        view.IsLaidOut = view.Kind switch
        {
            LineKind.Event => (!cursor.Skip(",\"writer\":"u8) || cursor.Text(out view.Writer)) && Serializer(ref cursor, ref view)
                && (!cursor.Skip(",\"manifest\":"u8) || cursor.Text(out view.Manifest)) && Payload(ref cursor, ",\"event\":"u8, ref view),
            LineKind.Snapshot or LineKind.State => Serializer(ref cursor, ref view) && Payload(ref cursor, ",\"snapshot\":"u8, ref view),
            LineKind.History => Serializer(ref cursor, ref view) && Payload(ref cursor, ",\"event\":"u8, ref view),
            _ => true,
        };
        return view.IsLaidOut;
    }

    // Leaves the cursor behind the members that tell the kinds apart.
    private static bool TryHead(ref ByteCursor cursor, out LineView view)
    {
        view = default;
        if (!cursor.Skip("{\"pid\":"u8) || !cursor.Text(out view.PersistenceId))
            return false;
        if (cursor.Skip(",\"seq\":"u8))
        {
            if (!cursor.Number(out view.SequenceNr))
                return false;
            view.Kind = cursor.IsAt(",\"at\":"u8) ? LineKind.Snapshot : LineKind.Event;
            return view.Kind == LineKind.Snapshot ? At(ref cursor, ref view) : cursor.IsAt(",\"writer\":"u8) || IsEventWithoutWriter(cursor);
        }
        if (cursor.Skip(",\"deleted_to\":"u8))
        {
            view.Kind = LineKind.EventsDeleted;
            return cursor.Number(out view.SequenceNr) && IsEnd(cursor);
        }
        if (cursor.Skip(",\"snapshot_deleted\":"u8))
        {
            view.Kind = LineKind.SnapshotDeleted;
            return cursor.Number(out view.SequenceNr) && At(ref cursor, ref view) && IsEnd(cursor);
        }
        return OfSnapshot(ref cursor, ref view);
    }

    // A snapshot that another writer has laid out may say its time later.
    private static bool IsEventWithoutWriter(ByteCursor cursor)
    {
        var view = default(LineView);
        return Serializer(ref cursor, ref view)
            && (cursor.IsAt(",\"event\":"u8) || cursor.IsAt(",\"manifest\":"u8) || (cursor.Skip(",\"data\":"u8) && cursor.Text(out _) && IsEnd(cursor)));
    }

    // The lines that stand in snapshots alone.
    private static bool OfSnapshot(ref ByteCursor cursor, ref LineView view)
    {
        if (cursor.Skip(",\"state\":"u8))
        {
            view.Kind = LineKind.State;
            return cursor.Number(out view.SequenceNr) && At(ref cursor, ref view);
        }
        if (cursor.Skip(",\"history\":"u8))
        {
            view.Kind = LineKind.History;
            return cursor.Number(out view.SequenceNr);
        }
        view.Kind = LineKind.Highest;
        return cursor.Skip(",\"highest\":"u8) && cursor.Number(out view.SequenceNr) && IsEnd(cursor);
    }

    private static bool At(ref ByteCursor cursor, ref LineView view) => cursor.Skip(",\"at\":\""u8) && cursor.Time(out view.Time) && cursor.Skip("\""u8);

    private static bool Serializer(ref ByteCursor cursor, ref LineView view)
    {
        if (!cursor.Skip(",\"serializer\":"u8) || !cursor.Number(out var serializer) || !cursor.Skip(",\"type\":"u8))
            return false;
        view.SerializerId = (int)serializer;
        return cursor.Text(out view.Type);
    }

    private static bool Payload(ref ByteCursor cursor, ReadOnlySpan<byte> jsonName, ref LineView view)
    {
        view.PayloadIsJson = cursor.Skip(jsonName);
        if (!view.PayloadIsJson && !cursor.Skip(",\"data\":\""u8))
            return false;
        // The payload is the last member: what stands before the closing brace (and quote) is the payload.
        var end = view.PayloadIsJson ? "}"u8 : "\"}"u8;
        if (!cursor.Rest.EndsWith(end) || cursor.Rest.Length < end.Length)
            return false;
        view.PayloadText = new Slice(cursor.Position, cursor.Rest.Length - end.Length);
        return true;
    }

    private static bool IsEnd(ByteCursor cursor) => cursor.Rest.SequenceEqual("}"u8);
}
