using System.Numerics;

namespace Flint.Actors.Journal.Log.Ids;

/// <summary>A set of slots, a bit for each slot that there is.</summary>
internal sealed class SlotSet
{
    private const int Bits = 64;

    private ulong[] _words = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public bool Contains(int slot) => slot / Bits < _words.Length && (_words[slot / Bits] & Bit(slot)) != 0;

    /// <summary>Adds a slot, if it is not there.</summary>
    public void Add(int slot)
    {
        if (Contains(slot))
            return;
        if (slot / Bits >= _words.Length)
            Array.Resize(ref _words, Math.Max((slot / Bits) + 1, _words.Length * 2));
        _words[slot / Bits] |= Bit(slot);
        Count++;
    }

    /// <summary>Takes out the lowest slot from that one on; -1 if there is none.</summary>
    public int Take(int from)
    {
        for (var word = from / Bits; word < _words.Length; word++)
        {
            var rest = word == from / Bits ? _words[word] & (ulong.MaxValue << (from % Bits)) : _words[word];
            if (rest == 0)
                continue;
            var slot = (word * Bits) + BitOperations.TrailingZeroCount(rest);
            _words[word] &= ~Bit(slot);
            Count--;
            return slot;
        }
        return -1;
    }

    private static ulong Bit(int slot) => 1ul << (slot % Bits);
}
