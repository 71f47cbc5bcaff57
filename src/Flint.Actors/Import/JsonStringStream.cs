using System.Globalization;
using System.Text;

namespace Flint.Import;

/// <summary>
/// What a JSON string says, as UTF-8, from behind its opening quote to its closing one, which is passed: a snapshot is one string that holds a document, and may be
/// larger than memory has room for.
/// </summary>
internal sealed class JsonStringStream(ByteScanner from) : Stream
{
    private readonly byte[] _escaped = new byte[4];
    private int _escapedAt;
    private int _escapedEnd;
    private bool _hasEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Goes behind the closing quote.</summary>
    public void PassOver()
    {
        while (Take() >= 0)
        {
            // Every byte of it.
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length && Take() is >= 0 and var next)
            buffer[read++] = (byte)next;
        return read;
    }

    public override void Flush()
    {
        // It is only read.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take()
    {
        if (_escapedAt < _escapedEnd)
            return _escaped[_escapedAt++];
        if (_hasEnded)
            return -1;
        var next = from.Next();
        if (next == '"')
        {
            _hasEnded = true;
            return -1;
        }
        if (next < ' ')
            throw new FormatException("a text holds a control character");
        if (next != '\\')
            return next;
        (_escapedAt, _escapedEnd) = (1, Unescape().EncodeToUtf8(_escaped));
        return _escaped[0];
    }

    private Rune Unescape() => (char)from.Next() switch
    {
        '"' => new Rune('"'),
        '\\' => new Rune('\\'),
        '/' => new Rune('/'),
        'b' => new Rune('\b'),
        'f' => new Rune('\f'),
        'n' => new Rune('\n'),
        'r' => new Rune('\r'),
        't' => new Rune('\t'),
        'u' => Character(Unit()),
        var other => throw new FormatException($"\\{other} is no escape"),
    };

    private Rune Character(char first)
    {
        if (Rune.TryCreate(first, out var whole))
            return whole;
        if (from.Next() == '\\' && from.Next() == 'u' && Rune.TryCreate(first, Unit(), out var pair))
            return pair;
        throw new FormatException("a text holds half a character");
    }

    private char Unit()
    {
        Span<byte> digits = [from.Next(), from.Next(), from.Next(), from.Next()];
        return ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : throw new FormatException("\\u wants four digits");
    }
}
