namespace Flint.Actors.Journal.Log;

/// <summary>A run of a file that holds the lines asked for next. A line stays until the next is asked for.</summary>
internal sealed class LineWindow(LogFiles.Pin files, Pace? pace = null)
{
    // Bytes between two lines of one id up to this size are read with them: cheaper than a call.
    private const int LargestGap = 4 * 1024;
    private const int LargestRun = 32 * 1024;

    private LogFile _file;
    private long _start;
    private int _length;
    private byte[] _bytes = [];

    /// <summary>The line of the first slot; the others are those that will be asked for after it.</summary>
    public ReadOnlyMemory<byte> Line(ReadOnlySpan<EventSlot> slots)
    {
        var position = slots[0].Position;
        if (position.File != _file || position.Offset < _start || position.Offset + slots[0].Length > _start + _length)
            Load(slots);
        return _bytes.AsMemory((int)(position.Offset - _start), slots[0].Length);
    }

    private void Load(ReadOnlySpan<EventSlot> slots)
    {
        pace?.Rest();
        var first = slots[0].Position;
        var end = first.Offset + slots[0].Length;
        foreach (var slot in slots[1..])
        {
            var next = slot.Position.Offset + slot.Length;
            if (slot.Position.File != first.File || slot.Position.Offset - end > LargestGap || next - first.Offset > LargestRun)
                break;
            end = next;
        }
        (_file, _start, _length) = (first.File, first.Offset, (int)(end - first.Offset));
        if (_bytes.Length < _length)
            _bytes = new byte[_length];
        var run = _bytes.AsSpan(0, _length);
        // A file that is shorter leaves zeros, which no line is.
        run[files.Open(_file).Read(run, _start)..].Clear();
    }
}
