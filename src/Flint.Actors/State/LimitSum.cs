namespace Flint.State;

/// <summary>The counts of all limits of one algorithm and template. For every thread.</summary>
public sealed class LimitSum
{
    private readonly Lock _gate = new();
    private LimitCounts _counts;

    /// <summary>The counts as they are now.</summary>
    public LimitCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>Adds to them.</summary>
    public void Add(in LimitCounts counts)
    {
        lock (_gate)
            _counts += counts;
    }
}
