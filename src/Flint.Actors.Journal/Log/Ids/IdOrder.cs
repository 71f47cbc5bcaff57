using System.Runtime.InteropServices;

namespace Flint.Actors.Journal.Log.Ids;

/// <summary>Touches what reading the ids in these slots will read.</summary>
internal delegate int TouchSlots(ReadOnlySpan<int> slots);

/// <summary>
/// Slots in the order of their ids' bytes. New ones are only noted; whoever wants the order sorts them, into runs that are merged as they come to be of one size.
/// So ids that nobody lists cost no order, and a list costs as much as there is new.
/// </summary>
/// <param name="idOf">Reads ids.</param>
/// <param name="touch">Asks memory for many at once.</param>
/// <param name="gate">Guards the ids and, but for sorting, this. Sorting takes it for moments, since it may last and others want their answers.</param>
internal sealed class IdOrder(IdOfSlot idOf, TouchSlots touch, IndexGate gate)
{
    private const int Moment = 512;

    private readonly Lock _sorting = new();
    private List<int[]> _runs = [];
    private List<int> _new = [];

    // So many of the new ones are in order from the beginning: all of them where a snapshot is read.
    private int _ordered;

    /// <summary>Takes up a slot. Under the gate.</summary>
    public void Add(int slot)
    {
        if (_ordered == _new.Count && (_ordered == 0 || idOf(_new[^1]).SequenceCompareTo(idOf(slot)) < 0))
            _ordered++;
        _new.Add(slot);
    }

    /// <summary>Sorts what is new. Not under the gate.</summary>
    public void Sort()
    {
        lock (_sorting)
        {
            int[] ordered;
            int[] others;
            using (gate.Enter())
            {
                var all = CollectionsMarshal.AsSpan(_new);

                // Where fewer than a third are in order they are sorted with the others: merging would read every id once more, which takes a third of sorting it.
                var split = _ordered * 3 < all.Length ? 0 : _ordered;
                (ordered, others) = (all[..split].ToArray(), all[split..].ToArray());
            }
            if (ordered.Length + others.Length == 0)
                return;
            IdSort.Sort(others, ReadWords);
            var runs = Merged([.. _runs, ordered, others]);
            using (gate.Enter())
            {
                _runs = runs;
                Restart(_new[(ordered.Length + others.Length)..]);
            }
        }
    }

    /// <summary>The slots behind that id, or from it on, as many as there is room for; how many there were. Under the gate, after <see cref="Sort"/>.</summary>
    public int Next(ReadOnlySpan<byte> from, bool inclusive, Span<int> slots)
    {
        Span<int> heads = stackalloc int[_runs.Count];
        for (var run = 0; run < heads.Length; run++)
            heads[run] = FirstFrom(_runs[run], from, inclusive);
        for (var count = 0; count < slots.Length; count++)
        {
            var least = -1;
            for (var run = 0; run < heads.Length; run++)
            {
                if (heads[run] < _runs[run].Length && (least < 0 || Compare(_runs[run][heads[run]], _runs[least][heads[least]]) < 0))
                    least = run;
            }
            if (least < 0)
                return count;
            slots[count] = _runs[least][heads[least]++];
        }
        return slots.Length;
    }

    /// <summary>Drops slots, so that nothing here names them any more. Not under the gate.</summary>
    public void Drop(Predicate<int> isGone)
    {
        lock (_sorting)
        {
            var runs = Merged(_runs.Select(run => Array.FindAll(run, slot => !isGone(slot))));
            using (gate.Enter())
            {
                _runs = runs;
                Restart(_new.FindAll(slot => !isGone(slot)));
            }
        }
    }

    private void Restart(List<int> notSorted)
    {
        (_new, _ordered) = ([], 0);
        notSorted.ForEach(Add);
    }

    // Every run is more than twice as long as the next: there are few, and a slot is merged few times.
    private List<int[]> Merged(IEnumerable<int[]> all)
    {
        var runs = new List<int[]>();
        foreach (var run in all.Where(run => run.Length > 0))
        {
            runs.Add(run);
            while (runs.Count > 1 && runs[^2].Length <= runs[^1].Length * 2)
            {
                runs[^2] = Merge(runs[^2], runs[^1]);
                runs.RemoveAt(runs.Count - 1);
            }
        }
        return runs;
    }

    private int[] Merge(int[] a, int[] b)
    {
        var merged = new int[a.Length + b.Length];
        for (int i = 0, j = 0; i + j < merged.Length;)
        {
            gate.LetOthersPass();
            using (gate.Enter())
            {
                for (var end = Math.Min(merged.Length, i + j + Moment); i + j < end;)
                {
                    var takesA = j == b.Length || (i < a.Length && Compare(a[i], b[j]) < 0);
                    merged[i + j] = takesA ? a[i++] : b[j++];
                }
            }
        }
        return merged;
    }

    private void ReadWords(ReadOnlySpan<int> slots, int depth, Span<ulong> words)
    {
        for (var i = 0; i < slots.Length;)
        {
            gate.LetOthersPass();
            using (gate.Enter())
            {
                var end = Math.Min(slots.Length, i + Moment);
                touch(slots[i..end]);
                for (; i < end; i++)
                    words[i] = IdSort.Word(idOf(slots[i]), depth);
            }
        }
    }

    private int FirstFrom(int[] run, ReadOnlySpan<byte> id, bool inclusive)
    {
        var (low, high) = (0, run.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = idOf(run[middle]).SequenceCompareTo(id);
            if (order > 0 || (order == 0 && inclusive))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private int Compare(int a, int b) => idOf(a).SequenceCompareTo(idOf(b));
}
