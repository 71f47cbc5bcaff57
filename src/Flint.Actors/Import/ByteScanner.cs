using System.Text;

namespace Flint.Import;

/// <summary>Walks over JSON byte by byte, for values that are too long to be held: it knows where they begin and end, and no more.</summary>
internal sealed class ByteScanner(Stream content)
{
    private const int LongestText = 4096;
    private const int EndOfFile = -1;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;
    private long _before;

    /// <summary>Where it stands in the file, if it began at its beginning.</summary>
    public long Offset => _before + _at;

    /// <summary>On which line, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The byte on which it stands, or -1 behind the last one.</summary>
    public int Peek()
    {
        if (_at == _end)
        {
            _before += _end;
            _at = 0;
            _end = content.Read(_buffer, 0, _buffer.Length);
        }
        return _at < _end ? _buffer[_at] : EndOfFile;
    }

    /// <summary>The byte on which it stands, and goes on.</summary>
    /// <exception cref="FormatException">The file has ended.</exception>
    public byte Next()
    {
        var next = Peek();
        if (next == EndOfFile)
            throw new FormatException("the file ends before its time");
        _at++;
        if (next == '\n')
            Line++;
        return (byte)next;
    }

    /// <summary>The first byte behind white space, without going beyond it.</summary>
    public int PeekBehindSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            Next();
        return Peek();
    }

    /// <summary>Passes this byte, behind white space.</summary>
    public void Pass(char expected)
    {
        if (PeekBehindSpace() != expected)
            throw new FormatException($"{expected} was expected");
        Next();
    }

    /// <summary>A short text.</summary>
    public string Text()
    {
        Pass('"');
        using var text = new JsonStringStream(this);
        var bytes = new byte[LongestText];
        var length = text.ReadAtLeast(bytes, LongestText, throwOnEndOfStream: false);
        return length < LongestText ? Encoding.UTF8.GetString(bytes, 0, length) : throw new FormatException("a text is longer than any that belongs there");
    }

    /// <summary>What stands there instead of a text: a number as it is written, or nothing, when something longer was passed over.</summary>
    public string Other()
    {
        var number = new StringBuilder();
        for (var depth = 0; ;)
        {
            var next = PeekBehindSpace();
            if (next == EndOfFile)
                throw new FormatException("the file ends before its time");
            if (depth == 0 && next is ',' or '}')
                return number.ToString();
            if (next == '"')
            {
                Next();
                using var text = new JsonStringStream(this);
                text.PassOver();
                continue;
            }
            depth += Next() switch { (byte)'{' or (byte)'[' => 1, (byte)'}' or (byte)']' => -1, _ => 0 };
            if (depth == 0 && number.Length < LongestText)
                number.Append((char)next);
        }
    }
}
