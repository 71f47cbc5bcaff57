using System.Buffers.Binary;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// Reads a new limit by the layout that <see cref="EntryJson"/> gives it, if one of the same text was read before: most keys have the limit that many others have, and all of them share
/// what was made of its text. Every thread may.
/// </summary>
internal static class ConfiguredText
{
    private const int Places = 64;

    private static readonly Known?[] Read = new Known?[Places];

    /// <summary>Reads the object that the text begins with, and goes on behind it; false, and nothing is read, if it is anything else.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out LimitEntry entry)
    {
        entry = default;
        var rest = text;
        if (!SkipToLimit(ref rest, out var at) || Volatile.Read(ref Read[PlaceOf(rest)]) is not { } known || !rest.Skip(known.Text) || !rest.Skip("}"u8))
            return false;
        entry = LimitEntry.Configured(at, known.Limit);
        text = rest;
        return true;
    }

    /// <summary>Knows the limit of an object that was read otherwise; that is all of the text.</summary>
    public static void Remember(ReadOnlySpan<byte> text, LimitConfig limit)
    {
        if (SkipToLimit(ref text, out _))
            Volatile.Write(ref Read[PlaceOf(text)], new Known(text[..^1].ToArray(), limit));
    }

    private static bool SkipToLimit(ref ReadOnlySpan<byte> text, out long at)
    {
        at = 0;
        return text.Skip("{\"type\":\"LIMIT_CONFIGURED\",\"at\":"u8) && text.TryInstant(out at) && text.Skip(",\"config\":"u8);
    }

    // Limits differ in their first number most of all.
    private static int PlaceOf(ReadOnlySpan<byte> limit)
    {
        var first = limit.StartsWith("{\"rate\":"u8) && limit.Length >= 2 * sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(limit[sizeof(ulong)..]) : 0;
        return (int)((first * 0x9E3779B97F4A7C15) >> 58);
    }

    private sealed record Known(byte[] Text, LimitConfig Limit);
}
