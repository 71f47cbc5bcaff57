namespace Flint.Actors.Journal.Format;

/// <summary>Fills a span that is known to be long enough.</summary>
internal ref struct SpanWriter(Span<byte> to)
{
    private readonly Span<byte> _to = to;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _to[.._length];

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_to[_length..]);
        _length += bytes.Length;
    }

    public void Add(long number)
    {
        number.TryFormat(_to[_length..], out var written);
        _length += written;
    }

    public void Add(GroupSum sum)
    {
        sum.Write(_to.Slice(_length, GroupSum.HexLength));
        _length += GroupSum.HexLength;
    }

    /// <summary>Adds the member <c>salt</c>, or nothing where there is none.</summary>
    public void AddSaltMember(Salt salt)
    {
        if (salt == default)
            return;
        Add(",\"salt\":\""u8);
        salt.Write(_to.Slice(_length, Salt.HexLength));
        _length += Salt.HexLength;
        Add("\""u8);
    }

    public void AddTime(long ticks)
    {
        TimeText.Write(_to.Slice(_length, TimeText.Length), ticks);
        _length += TimeText.Length;
    }
}
