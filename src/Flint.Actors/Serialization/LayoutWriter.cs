using System.Buffers.Text;

namespace Flint.Serialization;

/// <summary>Writes JSON by its layout into a span that is known to be long enough: what <see cref="LayoutText"/> reads.</summary>
internal ref struct LayoutWriter(Span<byte> to)
{
    /// <summary>No number is longer, its sign included.</summary>
    public const int LongestNumber = 20;

    private readonly Span<byte> _to = to;

    /// <summary>How much is written.</summary>
    public int Length { get; private set; }

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_to[Length..]);
        Length += text.Length;
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, _to[Length..], out var length);
        Length += length;
    }

    /// <summary>Adds an instant with its quotes, as <see cref="JsonInstant"/> writes it: without the zeros at the end of the second's fraction, and without a fraction that is none.</summary>
    public void AddInstant(long ticks)
    {
        Add("\""u8);
        var text = _to[Length..];
        Utf8Formatter.TryFormat(new DateTime(ticks, DateTimeKind.Utc), text, out var length, 'O');
        Length += text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        Add("Z\""u8);
    }
}
