namespace Flint.State;

/// <summary>A batch of a key's entries: one event, one line of the log.</summary>
/// <param name="Entries">In the order of life.</param>
public sealed record LimitEvents(LimitEntry[] Entries)
{
    /// <inheritdoc/>
    public bool Equals(LimitEvents? other) => other is not null && Entries.AsSpan().SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Length;
}

/// <summary>A key's state after the event of the snapshot's number.</summary>
/// <param name="State">Exactly what replaying the events up to that number gives.</param>
public sealed record LimitSnapshot(LimitState State);
