using System.Numerics;

namespace Flint.Actors.Journal.Log.Ids;

/// <summary>Numbers in as few bytes as they need, seven bits each; the eighth says that more follow. Negative ones take ten.</summary>
internal static class Varint
{
    /// <summary>No number is longer.</summary>
    public const int MaxLength = 10;

    /// <summary>How long the number will be.</summary>
    public static int LengthOf(long number) => (BitOperations.Log2((ulong)number | 1) / 7) + 1;

    /// <summary>Writes the number at the place, which moves on behind it.</summary>
    public static void Write(Span<byte> to, ref int at, long value)
    {
        var number = (ulong)value;
        for (; number >= 0x80; number >>= 7)
            to[at++] = (byte)(number | 0x80);
        to[at++] = (byte)number;
    }

    /// <summary>Reads the number at the place, which moves on behind it.</summary>
    public static long Read(ReadOnlySpan<byte> from, ref int at)
    {
        var number = (ulong)from[at] & 0x7f;
        for (var shift = 7; from[at++] >= 0x80; shift += 7)
            number |= ((ulong)from[at] & 0x7f) << shift;
        return (long)number;
    }
}
