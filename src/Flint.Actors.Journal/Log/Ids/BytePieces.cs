using System.Numerics;
using System.Runtime.InteropServices;

namespace Flint.Actors.Journal.Log.Ids;

/// <summary>
/// Pieces of bytes in large pages, without an object a piece: a piece is a number. What is returned is used again for pieces of the same size. Since sizes change
/// over time (a fold makes other pieces than a log), everything can be moved into new pages, and the old ones let go. Not for several threads.
/// </summary>
internal sealed class BytePieces
{
    // A piece is counted in units from the beginning of the first page: 32 bits reach over 16 GiB. Unit 0 of a page is left out, so that no piece is 0.
    private const int UnitBits = 2;
    private const int Unit = 1 << UnitBits;
    private const int PageBits = 18;
    private const int PageBytes = 1 << PageBits;
    private const int PlaceBits = PageBits - UnitBits;
    private const int MostPages = 1 << (32 - PlaceBits);

    // Up to here sizes are exact to the unit, then powers of two, then a piece has a page of its own.
    private const int LargestExact = 512;
    private const int LargestShared = 1 << 15;
    private const int ExactSizes = (LargestExact / Unit) + 1;

    private readonly uint[] _free = new uint[ExactSizes + BitOperations.Log2(LargestShared / LargestExact)];
    private readonly List<byte[]?> _pages = [];
    private readonly List<bool> _isOld = [];
    private readonly Stack<int> _freePages = new();
    private int _current = -1;
    private int _used;

    /// <summary>The size of all pages.</summary>
    public long Bytes { get; private set; }

    /// <summary>How much of that was returned and waits for pieces of its size.</summary>
    public long Free { get; private set; }

    /// <summary>How many bytes a piece of that length takes.</summary>
    public static int SizeOf(int length) => length <= LargestExact ? Math.Max(Unit, (length + Unit - 1) & -Unit) : (int)BitOperations.RoundUpToPowerOf2((uint)length);

    /// <summary>A piece of that length; what is in it is anything.</summary>
    public uint Rent(int length)
    {
        var size = SizeOf(length);
        if (size > LargestShared)
            return Piece(AddPage(size + Unit), Unit);
        ref var free = ref _free[Size(size)];
        if (free != 0)
        {
            var piece = free;
            free = MemoryMarshal.Read<uint>(From(piece));
            Free -= size;
            return piece;
        }
        if (_current < 0 || _used + size > PageBytes)
            (_current, _used) = (AddPage(PageBytes), Unit);
        _used += size;
        return Piece(_current, _used - size);
    }

    /// <summary>Gives back a piece of that length.</summary>
    public void Return(uint piece, int length)
    {
        var page = PageOf(piece);
        var size = SizeOf(length);
        if (_isOld[page])
            return;
        if (size > LargestShared)
        {
            DropPage(page);
            return;
        }
        ref var free = ref _free[Size(size)];
        MemoryMarshal.Write(From(piece), free);
        free = piece;
        Free += size;
    }

    /// <summary>The bytes from the beginning of the piece on; how many of them are its own it does not know.</summary>
    public Span<byte> From(uint piece) => _pages[PageOf(piece)].AsSpan((int)(piece & ((1 << PlaceBits) - 1)) << UnitBits);

    /// <summary>Whether the piece stands in a page that goes when the move ends.</summary>
    public bool IsOld(uint piece) => _isOld[PageOf(piece)];

    /// <summary>From now on pieces are made in new pages.</summary>
    public void BeginMove()
    {
        for (var page = 0; page < _pages.Count; page++)
            _isOld[page] = _pages[page] is not null;
        Array.Clear(_free);
        Free = 0;
        _current = -1;
    }

    /// <summary>Nobody uses a piece any more that is old: their pages go.</summary>
    public void EndMove()
    {
        for (var page = 0; page < _pages.Count; page++)
        {
            if (_isOld[page])
                DropPage(page);
        }
    }

    private int AddPage(int bytes)
    {
        if (!_freePages.TryPop(out var page))
        {
            page = _pages.Count < MostPages ? _pages.Count : throw new InvalidOperationException("the index of persistence ids is full: it holds 16 GiB");
            _pages.Add(null);
            _isOld.Add(false);
        }
        _pages[page] = GC.AllocateUninitializedArray<byte>(bytes);
        Bytes += bytes;
        return page;
    }

    private void DropPage(int page)
    {
        Bytes -= _pages[page]!.Length;
        _pages[page] = null;
        _isOld[page] = false;
        _freePages.Push(page);
    }

    private static uint Piece(int page, int at) => ((uint)page << PlaceBits) | (uint)(at >> UnitBits);

    private static int PageOf(uint piece) => (int)(piece >> PlaceBits);

    private static int Size(int size) => size <= LargestExact ? size >> UnitBits : ExactSizes - 1 + BitOperations.Log2((uint)(size / LargestExact));
}
