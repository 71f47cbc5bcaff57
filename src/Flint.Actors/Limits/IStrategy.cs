namespace Flint.Limits;

/// <summary>
/// What an algorithm has to know, as an immutable value. Instants exist (<see cref="Instant"/>) and costs are at least 1: <see cref="Quota"/> sees to it.
/// </summary>
/// <typeparam name="TSelf">The algorithm's own state.</typeparam>
internal interface IStrategy<TSelf>
    where TSelf : struct, IStrategy<TSelf>
{
    /// <inheritdoc cref="Quota.Full"/>
    static abstract TSelf Full(in Terms terms, long now);

    /// <inheritdoc cref="Quota.Available"/>
    long Available(in Terms terms, long now);

    /// <inheritdoc cref="Quota.Spend"/>
    TSelf Spend(in Terms terms, long at, long cost);

    /// <inheritdoc cref="Quota.ResetAt"/>
    long ResetAt(in Terms terms, long now);

    /// <summary>As <see cref="Quota.AvailableAt"/>, for a cost from 1 to the rate.</summary>
    long AvailableAt(in Terms terms, long cost, long now);

    /// <summary>As <see cref="Quota.Reconfigured"/>, within the algorithm.</summary>
    TSelf Reconfigured(in Terms from, in Terms to, long now);
}
