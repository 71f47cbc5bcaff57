namespace Flint.Actors.Journal.Log;

/// <summary>A run of a file that holds the lines asked for next. The bytes are the records' own: a new run is a new array.</summary>
internal sealed class LineWindow(GenerationFiles files) : IDisposable
{
    // Bytes between two lines of one id up to this size are read with them: cheaper than a call.
    private const int LargestGap = 4 * 1024;
    private const int LargestRun = 256 * 1024;

    private GenerationFiles.Lease? _lease;
    private long _generation;
    private long _start;
    private byte[] _bytes = [];

    /// <summary>The line of the first slot; the others are those that will be asked for after it.</summary>
    public ReadOnlyMemory<byte> Line(ReadOnlyMemory<EventSlot> slots)
    {
        var first = slots.Span[0];
        var position = first.Position;
        if (position.Generation != _generation || position.Offset < _start || position.Offset + first.Length > _start + _bytes.Length)
            Load(slots.Span);
        return _bytes.AsMemory((int)(position.Offset - _start), first.Length);
    }

    public void Dispose() => _lease?.Dispose();

    private void Load(ReadOnlySpan<EventSlot> slots)
    {
        var first = slots[0].Position;
        if (first.Generation != _generation)
        {
            _lease?.Dispose();
            _lease = null;
            _lease = files.Acquire(first.Generation);
            _generation = first.Generation;
        }
        var end = first.Offset + slots[0].Length;
        foreach (var slot in slots[1..])
        {
            var next = slot.Position.Offset + slot.Length;
            if (slot.Position.Generation != first.Generation || slot.Position.Offset - end > LargestGap || next - first.Offset > LargestRun)
                break;
            end = next;
        }
        _start = first.Offset;
        _bytes = new byte[end - _start];
        // A file that is shorter leaves zeros, which no line is.
        _lease!.File.Read(_bytes, _start);
    }
}
