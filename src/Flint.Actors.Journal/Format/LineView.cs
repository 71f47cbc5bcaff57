using System.Buffers.Text;

namespace Flint.Actors.Journal.Format;

/// <summary>What one line says, as parts of its bytes. Texts are the raw content of JSON strings.</summary>
internal struct LineView
{
    public LineKind Kind;
    public Slice PersistenceId;
    public long SequenceNr;
    public Slice Writer;
    public int SerializerId;
    public Slice Type;
    public Slice Manifest;
    public long Time;
    public Slice PayloadText;
    public bool PayloadIsJson;

    /// <summary>Whether the whole line is laid out as the encoder does it: then what stands between its parts is known.</summary>
    public bool IsLaidOut;

    /// <summary>The payload: a slice of the line if it is JSON, else its decoded base64; null where that is none.</summary>
    public readonly ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> line)
    {
        var raw = line.Slice(PayloadText.Start, PayloadText.Length);
        if (PayloadIsJson)
            return raw;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(raw.Length)];
        return Base64.DecodeFromUtf8(raw.Span, decoded, out _, out var written) == System.Buffers.OperationStatus.Done ? decoded.AsMemory(0, written) : null;
    }
}
