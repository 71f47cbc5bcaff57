using System.Buffers.Text;

namespace Flint.Actors.Journal.Format;

/// <summary>Reads what the encoder laid out, from left to right; every step says whether it stood there.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    public readonly bool IsAt(scoped ReadOnlySpan<byte> literal) => Rest.StartsWith(literal);

    public bool Skip(scoped ReadOnlySpan<byte> literal)
    {
        if (!IsAt(literal))
            return false;
        Position += literal.Length;
        return true;
    }

    public bool Take(int count, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (_bytes.Length - Position < count)
            return false;
        taken = _bytes.Slice(Position, count);
        Position += count;
        return true;
    }

    public bool Number(out long number)
    {
        if (!Utf8Parser.TryParse(Rest, out number, out var consumed))
            return false;
        Position += consumed;
        return true;
    }

    public bool Sum(out GroupSum sum)
    {
        sum = default;
        return Take(GroupSum.HexLength, out var hex) && GroupSum.TryParse(hex, out sum);
    }

    /// <summary>The member <c>salt</c>, which may be left out.</summary>
    public bool SaltMember(out Salt salt)
    {
        salt = default;
        return !Skip(",\"salt\":\""u8) || (Take(Salt.HexLength, out var hex) && Salt.TryParse(hex, out salt) && Skip("\""u8));
    }

    public bool Time(out long ticks)
    {
        ticks = 0;
        return Take(TimeText.Length, out var text) && TimeText.TryParse(text, out ticks);
    }

    /// <summary>The raw content of a JSON string up to its closing quote, escapes as they stand.</summary>
    public bool Text(out Slice raw)
    {
        raw = default;
        if (!Skip("\""u8))
            return false;
        var rest = Rest;
        for (var at = 0; ;)
        {
            var next = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return false;
            at += next;
            if (rest[at] == (byte)'"')
            {
                raw = new Slice(Position, at);
                Position += at + 1;
                return true;
            }
            at += 2;
            if (at > rest.Length)
                return false;
        }
    }
}
