using System.Collections.Immutable;

namespace Flint.State;

/// <summary>
/// Which check_all transactions a key has been charged for: all up to a low-water mark, and runs of numbers above it.
/// Runs, since a hot key takes part in nearly every transaction, a cool one in few.
/// </summary>
public readonly struct TransactionMarks : IEquatable<TransactionMarks>
{
    private readonly ImmutableArray<(long From, long To)> _runs;

    /// <summary>Everything up to <paramref name="lowWater"/>, and the runs above it in ascending order.</summary>
    public TransactionMarks(long lowWater, ImmutableArray<(long From, long To)> runs) => (LowWater, _runs) = (lowWater, runs);

    /// <summary>Transactions up to this one are charged and durable at every key.</summary>
    public long LowWater { get; }

    /// <summary>The runs of transactions above the mark that this key was charged for, ascending.</summary>
    public ImmutableArray<(long From, long To)> Runs => _runs.IsDefault ? [] : _runs;

    /// <summary>No transaction above this one was charged.</summary>
    public long Highest => Runs is [.., var last] ? last.To : LowWater;

    /// <summary>Whether the transaction was charged already.</summary>
    public bool Contains(long transaction)
    {
        if (transaction <= LowWater)
            return true;
        foreach (var (from, to) in Runs)
            if (transaction >= from && transaction <= to)
                return true;
        return false;
    }

    /// <summary>With the transaction charged, and nothing kept at or below the mark.</summary>
    public TransactionMarks With(long transaction, long lowWater)
    {
        lowWater = Math.Max(lowWater, LowWater);
        var runs = ImmutableArray.CreateBuilder<(long From, long To)>(Runs.Length + 1);
        var pending = (From: transaction, To: transaction);
        foreach (var run in Runs)
        {
            if (run.To + 1 < pending.From)
                AddAbove(lowWater, run);
            else if (pending.To + 1 < run.From)
            {
                AddAbove(lowWater, pending);
                pending = run;
            }
            else
                pending = (Math.Min(run.From, pending.From), Math.Max(run.To, pending.To));
        }
        AddAbove(lowWater, pending);
        return new TransactionMarks(lowWater, runs.DrainToImmutable());

        void AddAbove(long mark, (long From, long To) run)
        {
            if (run.To > mark)
                runs.Add(run);
        }
    }

    /// <inheritdoc/>
    public bool Equals(TransactionMarks other) => LowWater == other.LowWater && Runs.AsSpan().SequenceEqual(other.Runs.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TransactionMarks other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LowWater, Runs.Length);

    /// <summary>Whether both hold the same transactions.</summary>
    public static bool operator ==(TransactionMarks left, TransactionMarks right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(TransactionMarks left, TransactionMarks right) => !left.Equals(right);
}
