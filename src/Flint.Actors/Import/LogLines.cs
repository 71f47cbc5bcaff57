namespace Flint.Import;

/// <summary>The lines of a file, one at a time. The last one may lack its line feed.</summary>
internal sealed class LogLines(Stream content)
{
    private const int Longest = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _length;
    private int _end;

    /// <summary>The line without its line feed, until the next one is read.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _length);

    /// <summary>Where the line begins in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>The number of the line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether a line feed ends it.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Goes to the next line, from the beginning of the file on; false behind the last one.</summary>
    /// <exception cref="FormatException">The line is too long to be one.</exception>
    public bool Read()
    {
        var next = _start + _length + (IsTerminated ? 1 : 0);
        Offset += next - _start;
        (_start, _length) = (next, 0);
        Number++;
        for (var searched = 0; ;)
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                (_length, IsTerminated) = (searched + feed, true);
                return true;
            }
            searched = _end - _start;
            if (!Fill())
            {
                (_length, IsTerminated) = (searched, false);
                return searched > 0;
            }
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_end >= Longest)
                throw new FormatException($"the line is longer than {Longest} bytes");
            Array.Resize(ref _buffer, 2 * _end);
        }
        var read = content.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
