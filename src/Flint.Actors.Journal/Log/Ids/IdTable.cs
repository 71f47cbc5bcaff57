namespace Flint.Actors.Journal.Log.Ids;

/// <summary>The id in a slot; until something is written.</summary>
internal delegate ReadOnlySpan<byte> IdOfSlot(int slot);

/// <summary>
/// Finds the slot of an id: open addressing in many small tables by a seeded hash, so that none of them takes long to grow, however many ids there are.
/// A place keeps most of the hash beside the slot: a table grows without reading an id, and a search reads hardly one that is not the one asked for.
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

    // A place holds the hash, and in place of its lowest bits the slot, counted from 1; 0 is free.
    private const int SlotBits = 28;
    private const int SlotMask = (1 << SlotBits) - 1;

    private readonly Table[] _tables = new Table[Tables];

    /// <summary>The code by which the id is found.</summary>
    public ulong CodeOf(ReadOnlySpan<byte> id) => hash.Of(id);

    /// <summary>The slot of the id, or -1.</summary>
    public int Find(ulong code, ReadOnlySpan<byte> id)
    {
        ref readonly var table = ref TableOf(code);
        return table.Count == 0 ? -1 : SlotAt(table.Places[PlaceOf(table, code, id)]);
    }

    /// <summary>The first slot on the way to the id, which mostly is its own, or -1; reads no id.</summary>
    public int Guess(ulong code)
    {
        ref readonly var table = ref TableOf(code);
        return table.Count == 0 ? -1 : SlotAt(table.Places[HomeOf(code, table.Places.Length)]);
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(ulong code, int slot)
    {
        ref var table = ref TableOf(code);
        table.Places ??= new ulong[Smallest];
        if ((table.Count + 1) * 4 > table.Places.Length * 3)
            Resize(ref table, table.Places.Length * 2);
        Put(table.Places, (code & ~(ulong)SlotMask) | (uint)(slot + 1));
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
            var home = HomeOf(places[next], places.Length);
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
        var places = table.Places;
        for (var place = HomeOf(code, places.Length); ; place = (place + 1) & (places.Length - 1))
        {
            var found = places[place];
            if (found == 0 || ((found ^ code) >> SlotBits == 0 && idOf(SlotAt(found)).SequenceEqual(id)))
                return place;
        }
    }

    private static void Resize(ref Table table, int size)
    {
        var places = new ulong[size];
        foreach (var found in table.Places)
        {
            if (found != 0)
                Put(places, found);
        }
        table.Places = places;
    }

    private static void Put(ulong[] places, ulong found)
    {
        var place = HomeOf(found, places.Length);
        while (places[place] != 0)
            place = (place + 1) & (places.Length - 1);
        places[place] = found;
    }

    private ref Table TableOf(ulong code) => ref _tables[code >> (64 - TableBits)];

    // The search begins here; a place knows as much of the hash as this takes.
    private static int HomeOf(ulong code, int size) => (int)(code >> SlotBits) & (size - 1);

    private static int SlotAt(ulong found) => (int)(found & SlotMask) - 1;

    private struct Table
    {
        public ulong[] Places;
        public int Count;
    }
}
