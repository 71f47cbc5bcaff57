namespace Flint.Actors.Journal.Format;

/// <summary>A growing run of bytes that is filled line by line and written in one call. Owned by the appender.</summary>
internal sealed class LineBuffer
{
    // Kept between groups up to this size: one burst must not hold its memory for ever.
    private const int KeepBytes = 1 << 20;
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Room for at least this many bytes behind what is written; <see cref="Advance"/> takes it.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(Length + (long)bytes, _bytes.Length * 2L)));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Add(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Add(long number)
    {
        number.TryFormat(Reserve(20), out var written);
        Length += written;
    }

    /// <summary>Takes back what stands behind the length.</summary>
    public void CutTo(int length) => Length = length;

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeepBytes)
            _bytes = new byte[4096];
    }
}
