using System.Runtime.InteropServices;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// Reads and writes grants in a row by the layout that <see cref="EntryJson"/> gives them: they are nearly everything a log holds, and a key that wakes waits for all of its own.
/// </summary>
internal static class GrantsText
{
    /// <summary>Writes the grants that the entries begin with, one at least, as an object; how many they are.</summary>
    public static int Write(ReadOnlySpan<LimitEntry> entries, ref LayoutWriter text)
    {
        text.AddInstant("{\"type\":\"ALLOW\",\"at\":"u8, entries[0].At);
        text.Add(",\"cost\":"u8, entries[0].Cost);
        var count = 1;
        for (; count < entries.Length && entries[count].Kind == EntryKind.Allow; count++)
        {
            text.Add(count == 1 ? ",\"then\":["u8 : ","u8, entries[count].At - entries[count - 1].At);
            text.Add(","u8, entries[count].Cost);
        }
        text.Add(count > 1 ? "]}"u8 : "}"u8);
        return count;
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
