using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>Looking through a file piece by piece.</summary>
internal static class FileBytes
{
    private const int Piece = 64 * 1024;

    /// <summary>How many line feeds stand before the offset.</summary>
    public static long CountLines(IDataFile file, long before)
    {
        var bytes = new byte[Piece];
        var lines = 0L;
        for (long at = 0; at < before;)
        {
            var read = file.Read(bytes.AsSpan(0, (int)Math.Min(Piece, before - at)), at);
            if (read == 0)
                break;
            lines += bytes.AsSpan(0, read).Count((byte)'\n');
            at += read;
        }
        return lines;
    }

    /// <summary>Where the used bytes end: behind the last byte that is no line feed, and the one line feed that may follow it.</summary>
    public static long UsedEnd(IDataFile file, long from)
    {
        var length = file.Length;
        var bytes = new byte[(int)Math.Clamp(length - from, 0, Piece)];
        for (var end = length; end > from;)
        {
            var start = Math.Max(from, end - Piece);
            var read = file.Read(bytes.AsSpan(0, (int)(end - start)), start);
            var last = bytes.AsSpan(0, read).LastIndexOfAnyExcept((byte)'\n');
            if (last >= 0)
                return Math.Min(length, start + last + 2);
            end = start;
        }
        return from;
    }

    /// <summary>Copies a part of one file into another.</summary>
    public static void Copy(IDataFile from, long offset, long bytes, IDataFile to, long toOffset)
    {
        var piece = new byte[(int)Math.Min(bytes, 1 << 20)];
        while (bytes > 0)
        {
            var read = from.Read(piece.AsSpan(0, (int)Math.Min(bytes, piece.Length)), offset);
            if (read == 0)
                throw new FileOperationException(from.Name, "read", 0, "the file became shorter while it was copied");
            to.Write(piece.AsSpan(0, read), toOffset);
            (offset, toOffset, bytes) = (offset + read, toOffset + read, bytes - read);
        }
    }
}
