using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>The last link of the chain: what the next group continues.</summary>
internal readonly record struct ChainEnd(long Number, GroupSum Sum, long Newest);
