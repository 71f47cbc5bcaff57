using System.Globalization;
using System.Text;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>Folds persistence ids that begin with <c>f</c>: the state is how many events there were, the history the numbers of the last three. Forgets <c>forgotten</c>.</summary>
public sealed class CountingFold : ILogFold
{
    private const int Keep = 3;

    public bool Folds(string persistenceId) => persistenceId.StartsWith('f');

    public FoldedLines? Fold(LogView lines)
    {
        if (lines.PersistenceId == "forgotten")
            return null;
        var count = lines.State is { } state ? Count(state) : 0;
        var last = lines.State?.SequenceNr ?? 0;
        List<long> past = lines.History is { } history ? [.. Past(history)] : [];
        foreach (var line in lines.Events(last + 1))
        {
            count++;
            past.Add(last = line.SequenceNr);
        }
        var kept = $"[{string.Join(',', past.TakeLast(Keep))}]";
        return new FoldedLines(
            Line(RecordKind.State, lines.PersistenceId, last, count.ToString(CultureInfo.InvariantCulture)),
            Line(RecordKind.History, lines.PersistenceId, last, kept));
    }

    public static long Count(in LogRecord state) => long.Parse(Encoding.UTF8.GetString(state.Payload.Span), CultureInfo.InvariantCulture);

    public static long[] Past(in LogRecord history) => System.Text.Json.JsonSerializer.Deserialize<long[]>(history.Payload.Span)!;

    private static LogRecord Line(RecordKind kind, string pid, long number, string json) => new()
    {
        Kind = kind,
        PersistenceId = pid,
        SequenceNr = number,
        SerializerId = 7,
        TypeManifest = "f",
        Payload = Encoding.UTF8.GetBytes(json),
        PayloadIsJson = true,
    };
}
