namespace Flint;

/// <summary>How a limit counts what is spent.</summary>
public enum Algorithm
{
    /// <summary>A bucket of <c>rate</c> tokens that refills continuously at <c>rate / per</c>: allows a burst of the whole rate, then a steady flow.</summary>
    TokenBucket,

    /// <summary>Never more than <c>rate</c> within any span of length <c>per</c>: a spend counts until it is <c>per</c> old.</summary>
    SlidingWindowLog,

    /// <summary>At most <c>rate</c> within a window of length <c>per</c> that starts with the first spend after the last window ended.</summary>
    FixedWindowCounter,
}
