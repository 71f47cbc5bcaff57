using System.Threading.RateLimiting;

namespace Flint;

/// <summary>What a lease of Flint's tells beside <see cref="MetadataName.RetryAfter"/>, which is exact for the cost that was asked for.</summary>
public static class FlintMetadata
{
    /// <summary>The key: the one that refused; of a grant over several keys, the one with the least left.</summary>
    public static MetadataName<string> Key { get; } = MetadataName.Create<string>("FLINT_KEY");

    /// <summary>The rate of the key's limit.</summary>
    public static MetadataName<long> Limit { get; } = MetadataName.Create<long>("FLINT_LIMIT");

    /// <summary>What can still be spent.</summary>
    public static MetadataName<long> Remaining { get; } = MetadataName.Create<long>("FLINT_REMAINING");

    /// <summary>When the quota is full again if nobody spends.</summary>
    public static MetadataName<DateTimeOffset> Reset { get; } = MetadataName.Create<DateTimeOffset>("FLINT_RESET");

    /// <summary>The name of the key's policy; only where it has one.</summary>
    public static MetadataName<string> Policy { get; } = MetadataName.Create<string>("FLINT_POLICY");
}
