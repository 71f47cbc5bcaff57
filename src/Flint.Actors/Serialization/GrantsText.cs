using System.Buffers.Text;
using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// Reads grants in a row by the layout that <see cref="EntryJson"/> gives them: they are nearly everything a log holds, and a key that wakes waits for all of its own.
/// </summary>
internal static class GrantsText
{
    /// <summary>Reads the object that the text begins with, and goes on behind it; false, and nothing is read, if it is anything else.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out LimitEntry[] entries)
    {
        entries = [];
        var rest = text;
        if (!Skip(ref rest, "{\"type\":\"ALLOW\",\"at\":"u8) || !TryInstant(ref rest, out var at) || !Skip(ref rest, ",\"cost\":"u8) || !TryNumber(ref rest, out var cost))
            return false;
        var pairs = ReadOnlySpan<byte>.Empty;
        if (Skip(ref rest, ",\"then\":["u8))
        {
            var end = rest.IndexOf((byte)']');
            if (end < 0)
                return false;
            pairs = rest[..end];
            rest = rest[(end + 1)..];
        }
        if (!Skip(ref rest, "}"u8) || !TryPairs(LimitEntry.Allow(at, cost), pairs, out entries))
            return false;
        text = rest;
        return true;
    }

    // Ticks since the one before, and cost.
    private static bool TryPairs(in LimitEntry first, ReadOnlySpan<byte> pairs, out LimitEntry[] entries)
    {
        entries = new LimitEntry[1 + ((pairs.Count((byte)',') + 1) / 2)];
        entries[0] = first;
        var at = first.At;
        for (var i = 1; i < entries.Length; i++)
        {
            if ((i > 1 && !Skip(ref pairs, ","u8)) || !TryNumber(ref pairs, out var ticks) || !Skip(ref pairs, ","u8) || !TryNumber(ref pairs, out var cost))
                return false;
            entries[i] = LimitEntry.Allow(at += ticks, cost);
        }
        return pairs.IsEmpty;
    }

    private static bool TryInstant(ref ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        var end = text.StartsWith("\""u8) ? text[1..].IndexOf((byte)'"') : -1;
        if (end < 0)
            return false;
        var json = new Utf8JsonReader(text[..(end + 2)]);
        if (!json.Read() || !json.TryGetDateTime(out var time))
            return false;
        instant = time.ToUniversalTime().Ticks;
        text = text[(end + 2)..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        if (!Utf8Parser.TryParse(text, out number, out var length))
            return false;
        text = text[length..];
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected)
    {
        if (!text.StartsWith(expected))
            return false;
        text = text[expected.Length..];
        return true;
    }
}
