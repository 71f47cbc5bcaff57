using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// What stands around the number and the payload in the events of one persistence id: as long as one actor writes them, the same bytes from line to line, which need to be read once. Not for several threads.
/// </summary>
internal sealed class EventFrame
{
    private static readonly int ToNumber = "\",\"seq\":"u8.Length;

    private byte[] _bytes = [];
    private Slice _head;
    private Slice _middle;
    private LogRecord _event;

    /// <summary>Reads an event in the same frame; false if it stands in another.</summary>
    public bool TryRead(ReadOnlyMemory<byte> line, out LogRecord record)
    {
        record = default;
        var cursor = new ByteCursor(line.Span);
        if (_head.Length == 0 || !cursor.Skip(_head.Of(_bytes)) || !cursor.Number(out var number) || !cursor.Skip(_middle.Of(_bytes)) || cursor.Rest is not [.., (byte)'}'])
            return false;
        record = _event with { SequenceNr = number, Payload = line.Slice(cursor.Position, cursor.Rest.Length - 1) };
        return true;
    }

    /// <summary>Takes the frame of an event that was read otherwise, if it is laid out as the encoder does it.</summary>
    public void Take(ReadOnlyMemory<byte> line, in LineView view, in LogRecord record)
    {
        (_head, _event) = (default, record with { Payload = default });
        if (view.IsLaidOut && record.PayloadIsJson)
            Take(line.Span, view.PersistenceId.Start + view.PersistenceId.Length + ToNumber, view.PayloadText.Start);
    }

    private void Take(ReadOnlySpan<byte> line, int headEnd, int middleEnd)
    {
        var middle = headEnd + line[headEnd..].IndexOf((byte)',');
        (_head, _middle) = (new Slice(0, headEnd), new Slice(headEnd, middleEnd - middle));
        var length = headEnd + _middle.Length;
        if (_bytes.Length < length)
            _bytes = new byte[length];
        line[..headEnd].CopyTo(_bytes);
        line[middle..middleEnd].CopyTo(_bytes.AsSpan(headEnd));
    }
}
