namespace Flint.State;

/// <summary>One decided check_all: every item is charged, whatever happens now.</summary>
/// <param name="Transaction">The coordinator's number of it.</param>
/// <param name="At">When it was decided, in UTC ticks.</param>
/// <param name="Items">The keys and costs, in the order of the request.</param>
public sealed record CheckAllDecision(long Transaction, long At, IReadOnlyList<CheckItem> Items)
{
    /// <inheritdoc/>
    public bool Equals(CheckAllDecision? other) =>
        other is not null && (Transaction, At) == (other.Transaction, other.At) && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Transaction, At, Items.Count);
}

/// <summary>A batch of decisions: one event, the commit point of each; and how far all earlier ones are durable at their keys.</summary>
/// <param name="LowWater">Every transaction up to this one needs no driving any more.</param>
/// <param name="Decisions">In the order of their numbers; empty where only the mark is recorded.</param>
public sealed record CheckAllsDecided(long LowWater, IReadOnlyList<CheckAllDecision> Decisions)
{
    /// <inheritdoc/>
    public bool Equals(CheckAllsDecided? other) => other is not null && LowWater == other.LowWater && Decisions.SequenceEqual(other.Decisions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LowWater, Decisions.Count);
}

/// <summary>The coordinator's state after the event of the snapshot's number.</summary>
/// <param name="LastTransaction">The highest number ever taken.</param>
/// <param name="LowWater">Every transaction up to this one needs no driving any more.</param>
/// <param name="Open">The decisions above the mark that may still have to be driven, ascending.</param>
public sealed record CheckAllSnapshot(long LastTransaction, long LowWater, IReadOnlyList<CheckAllDecision> Open)
{
    /// <inheritdoc/>
    public bool Equals(CheckAllSnapshot? other) =>
        other is not null && (LastTransaction, LowWater) == (other.LastTransaction, other.LowWater) && Open.SequenceEqual(other.Open);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LastTransaction, LowWater, Open.Count);
}
