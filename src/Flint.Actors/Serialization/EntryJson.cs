using System.Buffers;
using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// A key's batch: an array of entries. Grants in a row are one object: the first with its time and cost, the later ones in <c>then</c> as pairs of
/// ticks since the one before and cost: <c>[{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1,"then":[120,1,80,2]}]</c>.
/// </summary>
internal static class EntryJson
{
    public static void Write(ReadOnlySpan<LimitEntry> entries, IBufferWriter<byte> to)
    {
        var text = new LayoutWriter(to);
        text.Add("["u8);
        for (var i = 0; i < entries.Length;)
        {
            if (i > 0)
                text.Add(","u8);
            i += Write(entries[i..], ref text);
        }
        text.Add("]"u8);
        text.Flush();
    }

    /// <summary>Whether an entry of the batch may take the key its limit; found without reading it.</summary>
    public static bool MayRemove(ReadOnlySpan<byte> text) => text.IndexOf("LIMIT_REMOVED"u8) >= 0;

    public static LimitEntry[] Read(ReadOnlySpan<byte> text)
    {
        var entries = new List<LimitEntry>(1);
        Read(text, entries);
        return [.. entries];
    }

    /// <summary>Adds the entries of a batch.</summary>
    public static void Read(ReadOnlySpan<byte> text, List<LimitEntry> into)
    {
        text = text.TrimStart("[ "u8);
        while (TryReadNext(ref text, into))
        {
        }
    }

    // Writes the first entry, and where that is a grant all that follow it in a row; how many that are.
    private static int Write(ReadOnlySpan<LimitEntry> entries, ref LayoutWriter text)
    {
        ref readonly var entry = ref entries[0];
        switch (entry.Kind)
        {
            case EntryKind.Allow:
                return GrantsText.Write(entries, ref text);
            case EntryKind.AllowAll:
                Write(entry, entry.Part!, ref text);
                break;
            case EntryKind.Deny:
                text.AddInstant("{\"type\":\"DENY\",\"first_at\":"u8, entry.First);
                text.AddInstant(",\"at\":"u8, entry.At);
                text.Add(",\"count\":"u8, entry.Count);
                text.Add(",\"cost\":"u8, entry.Cost);
                break;
            case EntryKind.Configured:
                text.AddInstant("{\"type\":\"LIMIT_CONFIGURED\",\"at\":"u8, entry.At);
                text.Add(",\"config\":"u8);
                text.Add(entry.Config!, ConfigJson.Write);
                break;
            case EntryKind.Reset:
                text.AddInstant("{\"type\":\"RESET\",\"at\":"u8, entry.At);
                break;
            case EntryKind.Removed:
                text.AddInstant("{\"type\":\"LIMIT_REMOVED\",\"at\":"u8, entry.At);
                break;
            default:
                throw new InvalidOperationException($"an entry of kind {entry.Kind} cannot be written");
        }
        text.Add("}"u8);
        return 1;
    }

    private static void Write(in LimitEntry entry, CheckAllPart part, ref LayoutWriter text)
    {
        text.AddInstant("{\"type\":\"ALLOW_ALL\",\"at\":"u8, entry.At);
        text.Add(",\"cost\":"u8, entry.Cost);
        text.Add(",\"tx\":"u8, part.Transaction);
        text.Add(",\"low_water\":"u8, part.LowWater);
        if (part.DecidedAt != entry.At)
            text.AddInstant(",\"decided_at\":"u8, part.DecidedAt);
        ItemsJson.Write(part.Items, ref text);
    }

    // False at the end of the array.
    private static bool TryReadNext(ref ReadOnlySpan<byte> text, List<LimitEntry> into)
    {
        text = text.TrimStart(", "u8);
        if (!text.StartsWith("{"u8))
            return false;
        if (GrantsText.TryRead(ref text, into))
            return true;
        if (ConfiguredText.TryRead(ref text, out var configured))
        {
            into.Add(configured);
            return true;
        }
        var json = new Utf8JsonReader(text);
        json.Read();
        var entries = EntryMembers.Read(ref json).ToEntries();
        if (entries[0].Config is { } limit)
            ConfiguredText.Remember(text[..(int)json.BytesConsumed], limit);
        into.AddRange(entries);
        text = text[(int)json.BytesConsumed..];
        return true;
    }
}
