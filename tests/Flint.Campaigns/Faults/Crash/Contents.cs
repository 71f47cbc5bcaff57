using System.Buffers;
using System.Globalization;
using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Serialization;
using Flint.State;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// What a log holds, as text: every key's state, number and newest entries, the open decisions, every other line, every highest number. The same before a compaction
/// and after it, so that two logs can be compared that were compacted at different times. Sums that a compaction leaves beside the keys they are of are passed over.
/// </summary>
internal static class Contents
{
    /// <summary>How many entries of a key stay readable.</summary>
    public const int HistoryKeep = 5;

    /// <summary>Persistence ids that begin so are the judge's own.</summary>
    public const string JudgePrefix = "judge/";

    /// <summary>What an open log holds.</summary>
    public static string Of(LogEngine log)
    {
        var text = new StringBuilder();
        var mark = 0L;
        foreach (var id in log.PersistenceIds(""))
        {
            if (id == KeyIds.Totals || id.StartsWith(JudgePrefix, StringComparison.Ordinal))
                continue;
            using var lines = log.View(id);
            if (id == KeyIds.CheckAll)
            {
                var (state, number) = KeyLines.FoldCheckAll(lines);
                mark = state.LowWater;
                Add(text, id, log.HighestSequenceNr(id), CheckAll(state, number));
            }
            else if (id.StartsWith(KeyIds.Prefix, StringComparison.Ordinal))
            {
                var (state, number) = KeyLines.FoldKey(lines);
                if (!IsForgotten(state, mark))
                    Add(text, id, log.HighestSequenceNr(id), Key(state, number, KeyLines.Newest(lines, HistoryKeep)));
            }
            else
            {
                Add(text, id, log.HighestSequenceNr(id), Foreign(
                    [.. lines.Events().Select(line => (line.SequenceNr, Payload(line)))],
                    [.. log.Snapshots(id).Select(at => (at.SequenceNr, at.Time, Payload(log.FindSnapshot(id, at.SequenceNr, at.SequenceNr, at.Time, at.Time)!.Value)))]));
            }
        }
        return text.ToString();
    }

    /// <summary>Whether nothing about the key has to be known any more: a compaction drops it together with its number.</summary>
    public static bool IsForgotten(in LimitState state, long mark) => state.Config is null && state.Transactions.Highest <= mark;

    public static void Add(StringBuilder text, string id, long highest, string content) =>
        text.Append(id).Append(" up to ").Append(highest).Append(": ").Append(content).Append('\n');

    public static string Key(in LimitState state, long number, LimitEntry[] history) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {Json(new LimitSnapshot(state))} {Json(new LimitEvents(history))}");

    public static string CheckAll(CheckAllSnapshot state, long number) => string.Create(CultureInfo.InvariantCulture, $"{number} {Json(state)}");

    public static string Foreign(IReadOnlyList<(long Number, string Payload)> events, IReadOnlyList<(long Number, long Time, string Payload)> snapshots) =>
        $"{string.Join(',', events)} {string.Join(',', snapshots)}";

    public static string Payload(in LogRecord line) => $"{line.SerializerId} {line.TypeManifest} {line.PayloadIsJson} {Encoding.Latin1.GetString(line.Payload.Span)}";

    private static string Json(object payload)
    {
        var json = new ArrayBufferWriter<byte>();
        FlintJson.Write(payload, json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
