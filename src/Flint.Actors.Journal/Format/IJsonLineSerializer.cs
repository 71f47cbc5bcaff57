using System.Buffers;

namespace Flint.Actors.Journal.Format;

/// <summary>
/// A serializer whose payloads are one line of JSON each: the log embeds them as they are, for <c>grep</c> and <c>jq</c>.
/// An Akka serializer implements it beside its own base class; every other serializer's bytes are stored as base64.
/// </summary>
public interface IJsonLineSerializer
{
    /// <summary>Writes the payload as JSON without a line feed.</summary>
    void WriteJson(object payload, IBufferWriter<byte> to);

    /// <summary>Reads what <see cref="WriteJson"/> wrote under this manifest.</summary>
    object ReadJson(ReadOnlyMemory<byte> json, string manifest);

    /// <summary>The newest instant the payload speaks of, in UTC ticks; 0 if it speaks of none. The log keeps the newest of all.</summary>
    long NewestTime(object payload);

    /// <summary>How many events the payload stands for, for settings that count events.</summary>
    int CountEvents(object payload);

    /// <summary>
    /// Whether lines say which incarnation of its actor wrote an event, for Akka's replay filter to see a second one. Actors that cannot meet a second of their kind may spare the 48 bytes.
    /// </summary>
    bool NamesWriters => true;
}
