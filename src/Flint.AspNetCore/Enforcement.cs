namespace Flint;

/// <summary>What comes of a denial.</summary>
public enum Enforcement
{
    /// <summary>The request is refused.</summary>
    Enforce,

    /// <summary>The request passes; the denial is counted and logged, to see what a limit would do.</summary>
    Shadow,

    /// <summary>Nobody is asked.</summary>
    Off,
}
