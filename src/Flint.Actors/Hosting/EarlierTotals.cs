using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Totals of an earlier moment, which follow a key through what it had then.</summary>
/// <param name="Lines">Its lines of that time; the first of those it has now.</param>
/// <param name="Totals">Where it is counted.</param>
internal readonly record struct EarlierTotals(LogView Lines, TotalsTable Totals);
