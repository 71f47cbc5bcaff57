namespace Flint.Actors.Journal.Log;

/// <summary>One line of the log.</summary>
public readonly record struct LogRecord
{
    /// <summary>What the line says.</summary>
    public RecordKind Kind { get; init; }

    /// <summary>Whose line it is.</summary>
    public required string PersistenceId { get; init; }

    /// <summary>The number of the event or snapshot, or up to which events are deleted.</summary>
    public long SequenceNr { get; init; }

    /// <summary>Who wrote the event; empty where nobody is named.</summary>
    public string Writer { get; init; }

    /// <summary>The event adapter's manifest; empty where there is none.</summary>
    public string Manifest { get; init; }

    /// <summary>The Akka serializer of the payload.</summary>
    public int SerializerId { get; init; }

    /// <summary>The serializer's manifest of the payload.</summary>
    public string TypeManifest { get; init; }

    /// <summary>For an event: the newest instant it speaks of, 0 if none (kept for the log as a whole, not read back with the line). For a snapshot: its timestamp. UTC ticks.</summary>
    public long Time { get; init; }

    /// <summary>How many events the line stands for in settings that count events (not read back with the line).</summary>
    public int Count { get; init; }

    /// <summary>One line of JSON if <see cref="PayloadIsJson"/>, else the serializer's bytes. While appending it is copied at once; of a record that was read it stays until the next one is read.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether the payload is embedded as JSON; else it stands as base64.</summary>
    public bool PayloadIsJson { get; init; }
}
