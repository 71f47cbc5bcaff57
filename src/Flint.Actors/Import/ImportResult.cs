using Flint.Limits;
using Flint.State;

namespace Flint.Import;

/// <summary>What an old directory holds.</summary>
/// <param name="Keys">A record a key, in the order of the persistence ids' UTF-8 bytes; keys without a limit, which have totals only, included.</param>
/// <param name="Newest">The newest instant that any of it speaks of, in UTC ticks; 0 if none does.</param>
/// <param name="Clamped">The limits that cannot be served as they were given, in the order of the keys. Others outside today's bounds are left as they are.</param>
/// <param name="Torn">What a crash left at the end of the log and was not read; null if it ends with a whole record.</param>
internal sealed record ImportResult(IReadOnlyList<ImportedKey> Keys, long Newest, IReadOnlyList<ClampedLimit> Clamped, TornTail? Torn);

/// <summary>One key at the end of an old log.</summary>
/// <param name="Key">The key, which may lie outside today's bounds.</param>
/// <param name="State">Its state.</param>
/// <param name="History">Its newest entries, oldest first, as many as were to be kept. They are to be shown, never applied: <see cref="State"/> holds them already.</param>
/// <param name="HistoryEvents">How many entries there were.</param>
internal sealed record ImportedKey(string Key, LimitState State, IReadOnlyList<LimitEntry> History, long HistoryEvents)
{
    /// <summary>The key's persistence id.</summary>
    public string PersistenceId => KeyIds.Of(Key);
}

/// <summary>A limit that the arithmetic does not carry.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">The rate that stands in the file.</param>
/// <param name="PerMillis">The period that stands in the file, in milliseconds.</param>
/// <param name="Served">What is served instead.</param>
internal sealed record ClampedLimit(string Key, Int128 Rate, Int128 PerMillis, Terms Served);

/// <summary>The bytes at the end of a log that a crash has left.</summary>
/// <param name="Offset">Where they begin.</param>
/// <param name="Bytes">How many they are.</param>
internal sealed record TornTail(long Offset, long Bytes);
