namespace Flint.State;

/// <summary>What a key says to a cost.</summary>
public enum Verdict
{
    /// <summary>There is room.</summary>
    Granted,

    /// <summary>There would be no room even if every hold were released.</summary>
    Denied,

    /// <summary>It hangs on a held reservation.</summary>
    Waits,
}
