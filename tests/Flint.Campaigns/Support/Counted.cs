namespace Flint.Campaigns.Support;

/// <summary>What a limiter says it has counted of a key since it was configured; every cost here is 1.</summary>
internal readonly record struct Counted(long Allowed, long Denied);
