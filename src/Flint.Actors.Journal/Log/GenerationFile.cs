using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>One generation as it was found: its name, its header and where that ends.</summary>
internal sealed record GenerationFile(string Name, GenerationHeader Header, long HeaderEnd)
{
    private const int LongestHeader = 512;

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="CorruptStorageException">It begins with a damaged one, or with none.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another version.</exception>
    public static GenerationFile Read(IDataDirectory directory, string name)
    {
        using var file = directory.Open(name, writable: false);
        var bytes = new byte[LongestHeader];
        var start = bytes.AsSpan(0, file.Read(bytes, 0));
        var line = start[..(start.IndexOf((byte)'\n') + 1)];
        // Without a line feed it may still begin as ours, cut short.
        return GenerationHeader.Read(line.IsEmpty ? start : line, out var header) switch
        {
            HeaderVerdict.Ours => new GenerationFile(name, header, line.Length),
            HeaderVerdict.OtherVersion => throw HeaderLine.OtherVersion(name, line),
            HeaderVerdict.Damaged => throw new CorruptStorageException(name, 1, 0, "the header is not as it was written"),
            _ => throw OldFormat.Refuse(directory, file),
        };
    }
}
