namespace Flint.Testing;

/// <summary>What a file holds, in pages. A copy shares them all, and whoever writes into one has it for itself first: a disk is copied for every state that a crash may leave.</summary>
internal sealed class PagedBytes
{
    public const int PageSize = 4096;

    // What was never written, and what a log writes ahead of itself. Nobody owns them.
    private static readonly byte[] Zeros = new byte[PageSize];
    private static readonly byte[] LineFeeds = [.. Enumerable.Repeat((byte)'\n', PageSize)];

    // Zeros behind the length, so that a file that grows has them.
    private byte[][] _pages = [];
    private bool[] _isOwn = [];
    private byte[]? _array;

    public static PagedBytes Of(ReadOnlySpan<byte> content)
    {
        var bytes = new PagedBytes();
        bytes.Write(content, 0);
        return bytes;
    }

    public int Length { get; private set; }

    /// <summary>All of it, for nobody to write into: it is the same one until this changes.</summary>
    public byte[] Array => _array ??= ToArray();

    public byte[] ToArray() => Slice(0, Length);

    public byte[] Slice(int start, int end)
    {
        var slice = new byte[end - start];
        Read(slice, start);
        return slice;
    }

    public PagedBytes Copy()
    {
        System.Array.Clear(_isOwn);
        return new PagedBytes { _pages = [.. _pages], _isOwn = new bool[_pages.Length], _array = _array, Length = Length };
    }

    public int Read(Span<byte> to, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, to.Length);
        for (var done = 0; done < count;)
        {
            var (page, start) = Math.DivRem((int)offset + done, PageSize);
            var piece = Math.Min(PageSize - start, count - done);
            _pages[page].AsSpan(start, piece).CopyTo(to[done..]);
            done += piece;
        }
        return count;
    }

    public void Write(ReadOnlySpan<byte> from, long offset)
    {
        MakeRoom((int)offset + from.Length);
        for (var done = 0; done < from.Length;)
        {
            var (page, start) = Math.DivRem((int)offset + done, PageSize);
            var piece = from.Slice(done, Math.Min(PageSize - start, from.Length - done));
            if (piece.Length == PageSize && piece.SequenceEqual(LineFeeds))
                (_pages[page], _isOwn[page]) = (LineFeeds, false);
            else
                piece.CopyTo(Own(page).AsSpan(start));
            done += piece.Length;
        }
        Length = Math.Max(Length, (int)offset + from.Length);
    }

    public void SetLength(int length)
    {
        MakeRoom(length);
        for (var at = length; at < Length;)
        {
            var (page, start) = Math.DivRem(at, PageSize);
            if (start == 0)
                (_pages[page], _isOwn[page]) = (Zeros, false);
            else
                Own(page).AsSpan(start).Clear();
            at += PageSize - start;
        }
        Length = length;
    }

    /// <summary>Takes what another one holds there, as far as both reach.</summary>
    public void Take(PagedBytes other, int start, int count)
    {
        count = Math.Min(count, Math.Min(Length, other.Length) - start);
        if (count <= 0)
            return;
        var (page, startInPage) = Math.DivRem(start, PageSize);
        _array = null;
        if (count == PageSize)
            (_pages[page], _isOwn[page], other._isOwn[page]) = (other._pages[page], false, false);
        else
            other._pages[page].AsSpan(startInPage, count).CopyTo(Own(page).AsSpan(startInPage));
    }

    private byte[] Own(int page)
    {
        if (!_isOwn[page])
            (_pages[page], _isOwn[page]) = ([.. _pages[page]], true);
        return _pages[page];
    }

    private void MakeRoom(int length)
    {
        _array = null;
        var (had, pages) = (_pages.Length, (length + PageSize - 1) / PageSize);
        if (pages <= had)
            return;
        System.Array.Resize(ref _pages, pages);
        System.Array.Resize(ref _isOwn, pages);
        _pages.AsSpan(had).Fill(Zeros);
    }
}
