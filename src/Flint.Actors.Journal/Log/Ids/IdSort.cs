using System.Buffers.Binary;

namespace Flint.Actors.Journal.Log.Ids;

/// <summary>Reads of every slot's id the word at that depth.</summary>
internal delegate void WordReader(ReadOnlySpan<int> slots, int depth, Span<ulong> words);

/// <summary>
/// Sorts slots by the bytes of their ids, seven bytes at a time (multikey quicksort, Bentley and Sedgewick 1997, over words): an id is read once for every word
/// that it shares with another, and what is sorted is numbers. Comparing whole ids would wait for memory a dozen times as often.
/// </summary>
internal static class IdSort
{
    private const int Step = 7;

    /// <summary>Seven bytes of the id, and how many of them are its own; 8 where it goes on behind them. So an id that ends comes before one that goes on.</summary>
    public static ulong Word(ReadOnlySpan<byte> id, int depth)
    {
        if (id.Length - depth > Step)
            return (BinaryPrimitives.ReadUInt64BigEndian(id[depth..]) & ~0xfful) | (Step + 1);
        var word = 0ul;
        for (var i = depth; i < depth + Step; i++)
            word = (word << 8) | (i < id.Length ? id[i] : (byte)0);
        return (word << 8) | (uint)Math.Max(0, id.Length - depth);
    }

    /// <summary>Sorts the slots.</summary>
    public static void Sort(int[] slots, WordReader read)
    {
        var words = new ulong[slots.Length];
        var open = new Stack<(int Start, int Count, int Depth)>();
        open.Push((0, slots.Length, 0));
        while (open.TryPop(out var part))
        {
            var own = words.AsSpan(part.Start, part.Count);
            read(slots.AsSpan(part.Start, part.Count), part.Depth, own);
            if (!own.IsEmpty && CountSame(own) < own.Length) // what all ids begin with need not be sorted
                own.Sort(slots.AsSpan(part.Start, part.Count));
            for (var start = 0; start < own.Length;)
            {
                var count = CountSame(own[start..]);
                if (count > 1 && (byte)own[start] > Step)
                    open.Push((part.Start + start, count, part.Depth + Step));
                start += count;
            }
        }
    }

    private static int CountSame(ReadOnlySpan<ulong> words)
    {
        var other = words.IndexOfAnyExcept(words[0]);
        return other < 0 ? words.Length : other;
    }
}
