namespace Flint.Testing;

/// <summary>Which calls fail, and how.</summary>
/// <param name="Matches">The calls that may fail.</param>
/// <param name="At">The k-th of them fails, counted from 1.</param>
/// <param name="Error">The error number.</param>
/// <param name="IsSticky">Whether all that match after it fail too.</param>
/// <param name="KeptBytes">How many bytes of a failing write reach the file, if it has so many; negative: half of them.</param>
public sealed record DiskFault(Func<DiskCall, bool> Matches, int At, int Error, bool IsSticky = false, int KeptBytes = -1)
{
    public const int InputOutputError = 5;
    public const int NoSpace = 28;

    /// <summary>As <see cref="KeptBytes"/>: all of them but the last.</summary>
    public const int AllButOne = int.MaxValue;

    private int _seen;

    /// <summary>Whether it has struck.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>How many bytes of a failing write of that length reach the file.</summary>
    public int Keeps(int length) => KeptBytes switch
    {
        < 0 => length / 2,
        AllButOne => Math.Max(0, length - 1),
        _ => Math.Min(KeptBytes, length),
    };

    /// <summary>Whether this call fails.</summary>
    public bool Strikes(DiskCall call)
    {
        if (!Matches(call))
            return false;
        var strikes = ++_seen == At || (IsSticky && _seen > At);
        HasStruck |= strikes;
        return strikes;
    }
}
