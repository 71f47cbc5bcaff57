using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>Places of events in a few bytes each: the length of the line, and how far its number and its place are from those of the event before.</summary>
internal static class EventCode
{
    /// <summary>No event takes more.</summary>
    public const int MaxLength = 3 * Varint.MaxLength;

    /// <summary>No event takes less.</summary>
    public const int MinLength = 3;

    /// <summary>Writes an event behind that one, of which the first is the default.</summary>
    public static void Write(Span<byte> to, ref int at, in EventSlot slot, in EventSlot before)
    {
        Varint.Write(to, ref at, slot.Length);
        Varint.Write(to, ref at, slot.SequenceNr - before.SequenceNr - 1);
        Varint.Write(to, ref at, slot.Position.Packed - before.Position.Packed);
    }

    /// <summary>Goes on to the next event, if there is one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, ref int at, ref EventSlot slot)
    {
        // No line is empty: a zero is where nothing has been written yet.
        if (at >= from.Length || from[at] == 0)
            return false;
        slot.Length = (int)Varint.Read(from, ref at);
        slot.SequenceNr += Varint.Read(from, ref at) + 1;
        slot.Position = new LinePosition(slot.Position.Packed + Varint.Read(from, ref at));
        return true;
    }
}
