using System.Text.Json;

namespace Flint.Actors.Journal.Format;

/// <summary>Reads a line whose members stand in another order or with white space between them: another writer's, whose group's sum is right.</summary>
internal static class LooseLineDecoder
{
    [Flags]
    private enum Seen
    {
        None = 0,
        Pid = 1,
        Number = 2,
        At = 4,
        Payload = 8,
        Kind = 16,
    }

    public static bool TryDecode(ReadOnlySpan<byte> line, out LineView view)
    {
        view = default;
        var reader = new Utf8JsonReader(line);
        try
        {
            var seen = Seen.None;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                seen |= Member(ref reader, ref view);
            return reader.TokenType == JsonTokenType.EndObject && reader.BytesConsumed == line.Length && IsWhole(view.Kind, seen);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsWhole(LineKind kind, Seen seen)
    {
        var needed = kind switch
        {
            LineKind.Event => Seen.Pid | Seen.Number | Seen.Payload,
            LineKind.EventsDeleted => Seen.Pid | Seen.Number | Seen.Kind,
            LineKind.Snapshot => Seen.Pid | Seen.Number | Seen.At | Seen.Payload,
            LineKind.State => Seen.Pid | Seen.Number | Seen.At | Seen.Payload | Seen.Kind,
            LineKind.History => Seen.Pid | Seen.Number | Seen.Payload | Seen.Kind,
            LineKind.Highest => Seen.Pid | Seen.Number | Seen.Kind,
            _ => Seen.Pid | Seen.Number | Seen.At,
        };
        return (seen & needed) == needed;
    }

    private static Seen Member(ref Utf8JsonReader reader, ref LineView view)
    {
        var name = reader.GetString();
        reader.Read();
        switch (name)
        {
            case "pid":
                view.PersistenceId = Text(ref reader);
                return Seen.Pid;
            case "seq":
                view.SequenceNr = reader.GetInt64();
                return Seen.Number;
            case "deleted_to" or "snapshot_deleted" or "state" or "history" or "highest":
                view.Kind = KindOf(name);
                view.SequenceNr = reader.GetInt64();
                return Seen.Number | Seen.Kind;
            case "at":
                if (reader.TokenType != JsonTokenType.String || !TimeText.TryParse(reader.ValueSpan, out view.Time))
                    throw new FormatException();
                // An event has no such member, and the other kinds have named themselves or will.
                if (view.Kind == LineKind.Event)
                    view.Kind = LineKind.Snapshot;
                return Seen.At;
            case "writer":
                view.Writer = Text(ref reader);
                return Seen.None;
            case "serializer":
                view.SerializerId = reader.GetInt32();
                return Seen.None;
            case "type":
                view.Type = Text(ref reader);
                return Seen.None;
            case "manifest":
                view.Manifest = Text(ref reader);
                return Seen.None;
            case "event" or "snapshot":
                view.PayloadIsJson = true;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                view.PayloadText = new Slice(start, (int)reader.BytesConsumed - start);
                return Seen.Payload;
            case "data":
                view.PayloadText = Text(ref reader);
                return Seen.Payload;
            default:
                reader.Skip();
                return Seen.None;
        }
    }

    private static LineKind KindOf(string numberName) => numberName switch
    {
        "deleted_to" => LineKind.EventsDeleted,
        "snapshot_deleted" => LineKind.SnapshotDeleted,
        "state" => LineKind.State,
        "history" => LineKind.History,
        _ => LineKind.Highest,
    };

    private static Slice Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? new Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length) : throw new FormatException();
}
