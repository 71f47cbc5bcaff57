namespace Flint.Actors.Journal.Log;

/// <summary>When the log syncs.</summary>
/// <param name="IsBatch">Whether a background flush makes groups durable; else each group is synced before it counts as done.</param>
/// <param name="FlushEveryEvents">In batch: how many waiting events start a flush.</param>
/// <param name="FlushEvery">In batch: how long after the first waiting event a flush starts.</param>
public sealed record LogSettings(bool IsBatch, int FlushEveryEvents, TimeSpan FlushEvery);
