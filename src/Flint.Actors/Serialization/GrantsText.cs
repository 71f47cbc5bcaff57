using System.Buffers;
using System.Runtime.InteropServices;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// Reads and writes grants in a row by the layout that <see cref="EntryJson"/> gives them: they are nearly everything a log holds, and a key that wakes waits for all of its own.
/// </summary>
internal static class GrantsText
{
    private const int Most = 4096; // a key's line holds 128
    private const int LongestFirst = 128;
    private const int LongestPair = 2 * (LayoutWriter.LongestNumber + 1);

    /// <summary>Writes a batch that is nothing but grants; false, and nothing is written, if it is anything else, or longer than a line of the limiter's.</summary>
    public static bool TryWrite(ReadOnlySpan<LimitEntry> entries, IBufferWriter<byte> to)
    {
        if (entries.IsEmpty || entries.Length > Most)
            return false;
        foreach (ref readonly var entry in entries)
        {
            if (entry.Kind != EntryKind.Allow)
                return false;
        }
        var text = new LayoutWriter(to.GetSpan(LongestFirst + (entries.Length * LongestPair)));
        text.Add("[{\"type\":\"ALLOW\",\"at\":"u8);
        text.AddInstant(entries[0].At);
        text.Add(",\"cost\":"u8);
        text.Add(entries[0].Cost);
        for (var i = 1; i < entries.Length; i++)
        {
            text.Add(i == 1 ? ",\"then\":["u8 : ","u8);
            text.Add(entries[i].At - entries[i - 1].At);
            text.Add(","u8);
            text.Add(entries[i].Cost);
        }
        text.Add(entries.Length > 1 ? "]}]"u8 : "}]"u8);
        to.Advance(text.Length);
        return true;
    }

    /// <summary>Adds the grants of the object that the text begins with, and goes on behind it; false, and nothing is read, if it is anything else.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, List<LimitEntry> into)
    {
        var rest = text;
        if (!rest.Skip("{\"type\":\"ALLOW\",\"at\":"u8) || !rest.TryInstant(out var at) || !rest.Skip(",\"cost\":"u8) || !rest.TryNumber(out var cost))
            return false;
        var pairs = ReadOnlySpan<byte>.Empty;
        if (rest.Skip(",\"then\":["u8))
        {
            var end = rest.IndexOf((byte)']');
            if (end < 0)
                return false;
            pairs = rest[..end];
            rest = rest[(end + 1)..];
        }
        var before = into.Count;
        into.Add(LimitEntry.Allow(at, cost));
        if (!rest.Skip("}"u8) || (!pairs.IsEmpty && !TryPairs(at, pairs, into)))
        {
            into.RemoveRange(before, into.Count - before);
            return false;
        }
        text = rest;
        return true;
    }

    // Ticks since the one before, and cost.
    private static bool TryPairs(long at, ReadOnlySpan<byte> pairs, List<LimitEntry> into)
    {
        var first = into.Count;
        CollectionsMarshal.SetCount(into, first + ((pairs.Count((byte)',') + 1) / 2));
        var entries = CollectionsMarshal.AsSpan(into)[first..];
        for (var i = 0; i < entries.Length; i++)
        {
            if ((i > 0 && !pairs.Skip(","u8)) || !pairs.TryNumber(out var ticks) || !pairs.Skip(","u8) || !pairs.TryNumber(out var cost))
                return false;
            entries[i] = LimitEntry.Allow(at += ticks, cost);
        }
        return pairs.IsEmpty;
    }
}
