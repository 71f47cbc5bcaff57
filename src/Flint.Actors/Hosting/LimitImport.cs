using Flint.Actors.Journal.Log;
using Flint.Import;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Brings a directory of flint-limiter 0.1 or 0.2 into the embedded log: a state and the newest entries a key.</summary>
/// <param name="historyKeep">How many entries of a key stay readable.</param>
internal sealed class LimitImport(int historyKeep) : ILogImport
{
    // Whatever came before is one event to this log, and is folded away.
    private const long Number = 1;

    public ImportedLog Read(Stream log, Stream? snapshot)
    {
        var old = Version1Import.Read(
            new ImportSource("flint.aof", log), snapshot is null ? null : new ImportSource("flint.snapshot", snapshot), historyKeep);
        return new ImportedLog(old.Keys.Select(ToLines), old.Newest, old.Torn?.Offset, old.Torn?.Bytes ?? 0, [.. old.Clamped.Select(Note)]);
    }

    private static FoldedLines ToLines(ImportedKey key) => new(
        KeyLines.Line(RecordKind.State, key.PersistenceId, Number, key.State.LastAt, new LimitSnapshot(key.State)),
        key.History.Count == 0 ? null : KeyLines.Line(RecordKind.History, key.PersistenceId, Number, 0, new LimitEvents([.. key.History])));

    private static string Note(ClampedLimit limit) =>
        $"the limit of {limit.Key} was {limit.Rate} in {limit.PerMillis} ms, which cannot be counted: it is {limit.Served.Rate} in {limit.Served.PerTicks / TimeSpan.TicksPerMillisecond} ms now";
}
