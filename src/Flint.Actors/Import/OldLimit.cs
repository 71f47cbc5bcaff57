using Flint.Limits;
using Flint.State;

namespace Flint.Import;

/// <summary>A limit as an old file gives it, on which no bound was ever put.</summary>
internal sealed record OldLimit(Int128 Rate, Int128 PerMillis, Algorithm Algorithm)
{
    /// <summary>What is served for it.</summary>
    public Terms Terms => Terms.Clamped(Algorithm, Rate, PerMillis * TimeSpan.TicksPerMillisecond);

    /// <summary>Whether that is something else.</summary>
    public bool IsClamped => Terms.Rate != Rate || Terms.PerTicks != PerMillis * TimeSpan.TicksPerMillisecond;

    /// <summary>As the configuration of a key.</summary>
    public LimitConfig Config => new(Terms);
}
