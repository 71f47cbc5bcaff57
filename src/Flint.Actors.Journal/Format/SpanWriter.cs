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

    public void AddTime(long ticks)
    {
        TimeText.Write(_to.Slice(_length, TimeText.Length), ticks);
        _length += TimeText.Length;
    }
}
