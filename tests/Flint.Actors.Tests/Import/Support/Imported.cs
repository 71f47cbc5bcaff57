using Flint.Import;
using Flint.Limits;
using Flint.State;

namespace Flint.Tests.Import.Support;

/// <summary>Imports bytes, and says what they hold in a form that can be compared.</summary>
internal static class Imported
{
    public static ImportResult From(byte[] log, byte[]? snapshot = null, int keptHistory = int.MaxValue)
    {
        using var logStream = new MemoryStream(log);
        using var snapshotStream = snapshot is null ? null : new MemoryStream(snapshot);
        return Version1Import.Read(
            new ImportSource("flint.aof", logStream),
            snapshotStream is null ? null : new ImportSource("flint.snapshot", snapshotStream),
            keptHistory);
    }

    /// <summary>Everything of it but what was torn.</summary>
    public static string Shown(ImportResult result) => $"{result.Newest}\n" + string.Join('\n', result.Keys.Select(Shown));

    public static long Available(ImportedKey key, long now) => key.State.Quota.Available(key.State.Config!.Terms, now);

    public static long ResetAt(ImportedKey key, long now) => key.State.Quota.ResetAt(key.State.Config!.Terms, now);

    private static string Shown(ImportedKey key)
    {
        var quota = key.State.Config is { } config
            ? key.State.Quota.Export(config.Terms) is SlidingWindowState log ? string.Join(' ', log.Spends) : key.State.Quota.Export(config.Terms).ToString()
            : "";
        return $"{key.Key} {key.State with { Quota = default }} {quota} {key.HistoryEvents} {string.Join(' ', key.History.Select(Shown))}";
    }

    private static string Shown(LimitEntry entry) =>
        $"{entry.Kind}@{entry.At}:{entry.Cost}x{entry.Count} {entry.Config} {string.Join(',', entry.Part?.Items ?? [])}";
}
