using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// A key's batch: an array of entries. Grants in a row are one object: the first with its time and cost, the later ones in <c>then</c> as pairs of
/// ticks since the one before and cost: <c>[{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1,"then":[120,1,80,2]}]</c>.
/// </summary>
internal static class EntryJson
{
    private static ReadOnlySpan<byte> Removed => "LIMIT_REMOVED"u8;

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<LimitEntry> entries)
    {
        json.WriteStartArray();
        for (var i = 0; i < entries.Length;)
        {
            json.WriteStartObject();
            i += Write(json, entries, i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Whether an entry of the batch may take the key its limit; found without reading it.</summary>
    public static bool MayRemove(ReadOnlySpan<byte> text) => text.IndexOf(Removed) >= 0;

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

    // Writes the entry at i, and for a grant all that follow it in a row; how many that are.
    private static int Write(Utf8JsonWriter json, ReadOnlySpan<LimitEntry> entries, int i)
    {
        ref readonly var entry = ref entries[i];
        switch (entry.Kind)
        {
            case EntryKind.Allow:
                json.WriteString("type"u8, "ALLOW"u8);
                json.WriteInstant("at"u8, entry.At);
                json.WriteNumber("cost"u8, entry.Cost);
                return 1 + WriteFollowing(json, entries, i);
            case EntryKind.AllowAll:
                json.WriteString("type"u8, "ALLOW_ALL"u8);
                json.WriteInstant("at"u8, entry.At);
                json.WriteNumber("cost"u8, entry.Cost);
                json.WriteNumber("tx"u8, entry.Part!.Transaction);
                json.WriteNumber("low_water"u8, entry.Part.LowWater);
                if (entry.Part.DecidedAt != entry.At) // which it seldom is
                    json.WriteInstant("decided_at"u8, entry.Part.DecidedAt);
                ItemsJson.Write(json, entry.Part.Items);
                return 1;
            case EntryKind.Deny:
                json.WriteString("type"u8, "DENY"u8);
                json.WriteInstant("first_at"u8, entry.First);
                json.WriteInstant("at"u8, entry.At);
                json.WriteNumber("count"u8, entry.Count);
                json.WriteNumber("cost"u8, entry.Cost);
                return 1;
            case EntryKind.Configured:
                json.WriteString("type"u8, "LIMIT_CONFIGURED"u8);
                json.WriteInstant("at"u8, entry.At);
                json.WritePropertyName("config"u8);
                ConfigJson.Write(json, entry.Config!);
                return 1;
            case EntryKind.Reset:
                json.WriteString("type"u8, "RESET"u8);
                json.WriteInstant("at"u8, entry.At);
                return 1;
            case EntryKind.Removed:
                json.WriteString("type"u8, Removed);
                json.WriteInstant("at"u8, entry.At);
                return 1;
            default:
                throw new InvalidOperationException($"an entry of kind {entry.Kind} cannot be written");
        }
    }

    private static int WriteFollowing(Utf8JsonWriter json, ReadOnlySpan<LimitEntry> entries, int first)
    {
        var count = 0;
        for (var i = first + 1; i < entries.Length && entries[i].Kind == EntryKind.Allow; i++, count++)
        {
            if (count == 0)
                json.WriteStartArray("then"u8);
            json.WriteNumberValue(entries[i].At - entries[i - 1].At);
            json.WriteNumberValue(entries[i].Cost);
        }
        if (count > 0)
            json.WriteEndArray();
        return count;
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
