namespace Flint.Actors.Journal.Log.Ids;

/// <summary>The id in a slot; until something is written.</summary>
internal delegate ReadOnlySpan<byte> IdOfSlot(int slot);

/// <summary>
/// Finds the slot of an id: open addressing in many small tables by a seeded hash, so that none of them takes long to grow, however many ids there are.
/// Not for several threads.
/// </summary>
/// <param name="hash">Spreads the ids.</param>
/// <param name="idOf">Reads them.</param>
internal sealed class IdTable(SeededHash hash, IdOfSlot idOf)
{
    /// <summary>How many slots there can be.</summary>
    public const int MostSlots = SlotMask - 1;

    /// <summary>How many tables there are.</summary>
    public const int Tables = 256;

    private const int TableBits = 8;
    private const int Smallest = 4;

    // A place holds a slot, counted from 1, and four bits of the hash: most ids that are not the one asked for are passed without reading them.
    private const int SlotBits = 28;
    private const int SlotMask = (1 << SlotBits) - 1;

    private readonly Table[] _tables = new Table[Tables];

    /// <summary>The slot of the id, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var code = hash.Of(id);
        ref readonly var table = ref TableOf(code);
        return table.Count == 0 ? -1 : SlotAt(table.Places[PlaceOf(table, code, id)]);
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(ReadOnlySpan<byte> id, int slot)
    {
        var code = hash.Of(id);
        ref var table = ref TableOf(code);
        table.Places ??= new uint[Smallest];
        if ((table.Count + 1) * 4 > table.Places.Length * 3)
            Resize(ref table, table.Places.Length * 2);
        Put(table.Places, code, slot);
        table.Count++;
    }

    /// <summary>Removes an id that is there.</summary>
    public void Remove(ReadOnlySpan<byte> id)
    {
        var code = hash.Of(id);
        ref var table = ref TableOf(code);
        var places = table.Places;
        var hole = PlaceOf(table, code, id);
        // What stands behind the hole, and would be looked for in front of it, moves up.
        for (var next = hole; ;)
        {
            next = (next + 1) & (places.Length - 1);
            if (places[next] == 0)
                break;
            var home = (int)hash.Of(idOf(SlotAt(places[next])));
            if (((next - home) & (places.Length - 1)) < ((next - hole) & (places.Length - 1)))
                continue;
            places[hole] = places[next];
            hole = next;
        }
        places[hole] = 0;
        table.Count--;
    }

    /// <summary>Makes one of the tables as small as what is left in it allows.</summary>
    public void Trim(int number)
    {
        ref var table = ref _tables[number];
        if (table.Places is null)
            return;
        var size = table.Places.Length;
        while (size > Smallest && (table.Count + 1) * 4 <= size / 2 * 3)
            size /= 2;
        if (size < table.Places.Length)
            Resize(ref table, size);
    }

    // Where it stands, or the free place where the search for it ends.
    private int PlaceOf(in Table table, ulong code, ReadOnlySpan<byte> id)
    {
        var mask = table.Places.Length - 1;
        for (var place = (int)code & mask; ; place = (place + 1) & mask)
        {
            var found = table.Places[place];
            if (found == 0 || (found >> SlotBits == TagOf(code) && idOf(SlotAt(found)).SequenceEqual(id)))
                return place;
        }
    }

    private void Resize(ref Table table, int size)
    {
        var places = new uint[size];
        foreach (var found in table.Places)
        {
            if (found != 0)
                Put(places, hash.Of(idOf(SlotAt(found))), SlotAt(found));
        }
        table.Places = places;
    }

    private static void Put(uint[] places, ulong code, int slot)
    {
        var place = (int)code & (places.Length - 1);
        while (places[place] != 0)
            place = (place + 1) & (places.Length - 1);
        places[place] = (TagOf(code) << SlotBits) | (uint)(slot + 1);
    }

    private ref Table TableOf(ulong code) => ref _tables[code >> (64 - TableBits)];

    private static uint TagOf(ulong code) => (uint)(code >> 32) & 0xf;

    private static int SlotAt(uint found) => (int)(found & SlotMask) - 1;

    private struct Table
    {
        public uint[] Places;
        public int Count;
    }
}
