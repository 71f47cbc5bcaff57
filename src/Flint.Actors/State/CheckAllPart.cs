namespace Flint.State;

/// <summary>What a key's log keeps of the check_all that charged it.</summary>
/// <param name="Transaction">The coordinator's number of the decision.</param>
/// <param name="LowWater">All transactions up to this one are charged and durable at every key.</param>
/// <param name="DecidedAt">When it was decided, in UTC ticks.</param>
/// <param name="Items">Every key of it and its cost, in the order of the request.</param>
public sealed record CheckAllPart(long Transaction, long LowWater, long DecidedAt, IReadOnlyList<CheckItem> Items)
{
    /// <inheritdoc/>
    public bool Equals(CheckAllPart? other) =>
        other is not null
        && (Transaction, LowWater, DecidedAt) == (other.Transaction, other.LowWater, other.DecidedAt)
        && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Transaction, LowWater, DecidedAt, Items.Count);
}
