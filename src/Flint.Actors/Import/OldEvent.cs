using Flint.State;

namespace Flint.Import;

/// <summary>One event of an old log.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Key">To which key; empty for a check_all.</param>
/// <param name="At">When, in UTC ticks; null for a configuration, which does not say.</param>
/// <param name="Cost">The cost granted or denied.</param>
/// <param name="Config">The limit of a configuration.</param>
/// <param name="Items">The keys and costs of a check_all.</param>
internal sealed record OldEvent(EntryKind Kind, string Key, long? At, long Cost, OldLimit? Config, IReadOnlyList<CheckItem> Items);
