using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// Everything Flint persists as one line of JSON each, so that a log can be read with <c>grep</c> and <c>jq</c>.
/// A manifest is never given a second meaning; members may be added.
/// </summary>
public static class FlintJson
{
    private const string LimitEventsManifest = "L1";
    private const string LimitSnapshotManifest = "LS1";
    private const string CheckAllsDecidedManifest = "C1";
    private const string CheckAllSnapshotManifest = "CS1";
    private const string TemplateChangedManifest = "T1";
    private const string TemplatesSnapshotManifest = "TS1";
    private const string TotalsSnapshotManifest = "SS1";

    /// <summary>How the framework's writer writes what has no layout of its own here. Keys stay as users wrote them; the log is no web page.</summary>
    internal static JsonWriterOptions WriterOptions { get; } = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The short name under which the payload is stored.</summary>
    public static string Manifest(object payload) => payload switch
    {
        LimitEvents => LimitEventsManifest,
        LimitSnapshot => LimitSnapshotManifest,
        CheckAllsDecided => CheckAllsDecidedManifest,
        CheckAllSnapshot => CheckAllSnapshotManifest,
        TemplateConfigured or TemplateRemoved => TemplateChangedManifest,
        TemplatesSnapshot => TemplatesSnapshotManifest,
        TotalsSnapshot => TotalsSnapshotManifest,
        _ => throw new ArgumentException($"{payload.GetType()} is nothing that Flint persists", nameof(payload)),
    };

    /// <summary>Writes the payload as JSON without a line feed.</summary>
    public static void Write(object payload, IBufferWriter<byte> to)
    {
        switch (payload)
        {
            case LimitEvents events:
                EntryJson.Write(events.Entries, to);
                break;
            case CheckAllsDecided decided:
                CheckAllJson.Write(decided, to);
                break;
            case CheckAllSnapshot snapshot:
                CheckAllJson.Write(snapshot, to);
                break;
            default:
                using (var json = new Utf8JsonWriter(to, WriterOptions))
                    WriteByFramework(payload, json);
                break;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote under this manifest.</summary>
    /// <exception cref="UnsupportedFormatException">A newer version wrote it.</exception>
    public static object Read(ReadOnlyMemory<byte> json, string manifest)
    {
        if (manifest == LimitEventsManifest)
            return new LimitEvents(EntryJson.Read(json.Span));
        if (manifest == LimitSnapshotManifest)
            return ReadState(json.Span);
        using var document = JsonDocument.Parse(json);
        return manifest switch
        {
            CheckAllsDecidedManifest => CheckAllJson.ReadDecided(document.RootElement),
            CheckAllSnapshotManifest => CheckAllJson.ReadSnapshot(document.RootElement),
            TemplateChangedManifest => TemplateJson.ReadEvent(document.RootElement),
            TemplatesSnapshotManifest => TemplateJson.ReadSnapshot(document.RootElement),
            TotalsSnapshotManifest => TotalsJson.Read(document.RootElement),
            _ => throw new UnsupportedFormatException($"the log holds an event of kind \"{manifest}\", which this version does not know"),
        };
    }

    /// <summary>Adds the entries of a <see cref="LimitEvents"/> to those that were read before: nothing is made for a line, of which a fold reads millions.</summary>
    internal static void ReadEntries(ReadOnlyMemory<byte> json, string manifest, List<LimitEntry> into)
    {
        if (manifest == LimitEventsManifest)
            EntryJson.Read(json.Span, into);
        else
            into.AddRange(((LimitEvents)Read(json, manifest)).Entries);
    }

    private static void WriteByFramework(object payload, Utf8JsonWriter json)
    {
        switch (payload)
        {
            case LimitSnapshot snapshot:
                StateJson.Write(json, snapshot.State);
                break;
            case TemplateConfigured configured:
                TemplateJson.Write(json, configured);
                break;
            case TemplateRemoved removed:
                TemplateJson.Write(json, removed);
                break;
            case TemplatesSnapshot snapshot:
                TemplateJson.Write(json, snapshot);
                break;
            case TotalsSnapshot snapshot:
                TotalsJson.Write(json, snapshot);
                break;
            default:
                throw new ArgumentException($"{payload.GetType()} is nothing that Flint persists", nameof(payload));
        }
    }

    private static LimitSnapshot ReadState(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        json.Read();
        return new LimitSnapshot(StateJson.Read(ref json));
    }

    /// <summary>The newest instant the payload speaks of, in UTC ticks; 0 if it speaks of none.</summary>
    public static long NewestTime(object payload) => payload switch
    {
        LimitEvents { Entries: [.., var last] } => last.At,
        LimitSnapshot snapshot => snapshot.State.LastAt,
        CheckAllsDecided { Decisions: [.., var last] } => last.At,
        CheckAllSnapshot { Open: [.., var last] } => last.At,
        TemplateConfigured configured => configured.At,
        TemplateRemoved removed => removed.At,
        TemplatesSnapshot snapshot => snapshot.LastAt,
        _ => 0,
    };

    /// <summary>How many events the payload stands for, for settings that count events.</summary>
    public static int CountEvents(object payload) => payload switch
    {
        LimitEvents events => events.Entries.Length,
        CheckAllsDecided decided => decided.Decisions.Count,
        _ => 1,
    };
}
