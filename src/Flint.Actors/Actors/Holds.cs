namespace Flint.Actors;

/// <summary>What undecided check_alls hold of one key, beside its state.</summary>
internal sealed class Holds
{
    private Dictionary<long, long>? _costs; // most keys are never in a check_all

    /// <summary>The sum of all holds.</summary>
    public long Total { get; private set; }

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _costs is not { Count: > 0 };

    /// <summary>Who holds something.</summary>
    public IEnumerable<long> Attempts => _costs?.Keys ?? Enumerable.Empty<long>();

    /// <summary>Holds a cost for an attempt.</summary>
    public void Add(long attempt, long cost)
    {
        (_costs ??= []).Add(attempt, cost);
        Total += cost;
    }

    /// <summary>Lets go of what the attempt holds; whether it held anything.</summary>
    public bool Release(long attempt)
    {
        if (_costs is null || !_costs.Remove(attempt, out var cost))
            return false;
        Total -= cost;
        return true;
    }
}
