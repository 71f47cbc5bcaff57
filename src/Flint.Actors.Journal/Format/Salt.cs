using System.Buffers.Text;

namespace Flint.Actors.Journal.Format;

/// <summary>
/// Tells the groups that were written to one file, or to copies of it, from those of all other files, of this log or another: a crash may leave their bytes in its place.
/// As in the write-ahead log of SQLite. The default is none: snapshots have none, nor has a file of a build that gave none.
/// </summary>
internal readonly record struct Salt(uint Value)
{
    /// <summary>How many digits it has.</summary>
    public const int HexLength = 8;

    /// <summary>Writes its digits.</summary>
    public void Write(Span<byte> to) => Utf8Formatter.TryFormat(Value, to, out _, new('x', HexLength));

    /// <summary>Reads its digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out Salt salt)
    {
        var isRead = Utf8Parser.TryParse(hex, out uint value, out var consumed, 'x') && consumed == HexLength && value != 0;
        salt = new Salt(isRead ? value : 0);
        return isRead;
    }
}
