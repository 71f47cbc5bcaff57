using System.Runtime.InteropServices;
using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Goes through one generation's file group by group. It judges a group alone, not its place in the chain.</summary>
internal sealed class GroupScanner
{
    private const int LargestStart = 1 << 18;

    private readonly IDataFile _file;
    private readonly List<Slice> _lines = [];
    private byte[] _bytes;
    private long _bytesAt;
    private int _filled;

    /// <summary>Scans from the offset, which is that of a line.</summary>
    public GroupScanner(IDataFile file, long offset, long line)
    {
        _file = file;
        _bytes = new byte[(int)Math.Clamp(file.Length - offset, 1, LargestStart)];
        (_bytesAt, Offset, Line, End, EndLine) = (offset, offset, line, offset, line);
    }

    /// <summary>Where the group begins that was judged last.</summary>
    public long Offset { get; private set; }

    /// <summary>The number of its first line in the file.</summary>
    public long Line { get; private set; }

    /// <summary>Where the next one begins.</summary>
    public long End { get; private set; }

    /// <summary>The number of that one's first line.</summary>
    public long EndLine { get; private set; }

    /// <summary>How the group closes.</summary>
    public GroupClosing Closing { get; private set; }

    /// <summary>Why it is bad.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How many lines it has besides the closing one.</summary>
    public int LineCount => _lines.Count;

    /// <summary>Its lines besides the closing one, as parts of <see cref="Bytes"/>, and until the next call of <see cref="Next"/> as these.</summary>
    public ReadOnlySpan<Slice> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>The bytes of these lines; there must be some.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(Start, _lines[^1].Start + _lines[^1].Length);

    private int Start => (int)(Offset - _bytesAt);

    /// <summary>A line of the group and where it stands; until the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> LineAt(int index, out long offset)
    {
        offset = Offset + _lines[index].Start;
        return _bytes.AsSpan(Start + _lines[index].Start, _lines[index].Length);
    }

    /// <summary>Judges the next group.</summary>
    public GroupVerdict Next()
    {
        (Offset, Line) = (End, EndLine);
        _lines.Clear();
        for (var lineStart = 0; ;)
        {
            var length = NextLine(lineStart);
            if (length < 0)
                return _filled == Start ? GroupVerdict.End : Bad("the group has no closing line");
            if (length == 0)
                return lineStart == 0 && FileBytes.UsedEnd(_file, Offset) == Offset ? GroupVerdict.End : Bad("an empty line stands where none is written");
            var line = _bytes.AsSpan(Start + lineStart, length + 1);
            if (line.StartsWith(GroupClosing.Prefix))
                return Close(line, _bytes.AsSpan(Start, lineStart + length + 1));
            _lines.Add(new Slice(lineStart, length));
            lineStart += length + 1;
        }
    }

    private GroupVerdict Close(ReadOnlySpan<byte> line, ReadOnlySpan<byte> group)
    {
        if (!GroupClosing.TryRead(line, out var closing))
            return Bad("the group's closing line is not one");
        if (closing.Bytes != group.Length)
            return Bad($"the group has {group.Length} bytes where its closing line names {closing.Bytes}");
        if (!closing.Sums(group))
            return Bad("the group's sum is not that of its bytes");
        Closing = closing;
        End = Offset + group.Length;
        EndLine = Line + _lines.Count + 1;
        return GroupVerdict.Group;
    }

    // The length of the line that begins there, relative to the group, its line feed left out; -1 where the file ends before one.
    private int NextLine(int lineStart)
    {
        for (var seen = lineStart; ;)
        {
            var feed = _bytes.AsSpan(Start + seen, _filled - Start - seen).IndexOf((byte)'\n');
            if (feed >= 0)
                return seen + feed - lineStart;
            seen = _filled - Start;
            if (!Fill())
                return -1;
        }
    }

    // Reads on; what stands before the group goes, and a group that is larger than the buffer makes it grow.
    private bool Fill()
    {
        var start = Start;
        if (start > 0)
        {
            _bytes.AsSpan(start, _filled - start).CopyTo(_bytes);
            _filled -= start;
            _bytesAt += start;
        }
        if (_filled == _bytes.Length)
        {
            if (_bytesAt + _filled >= _file.Length)
                return false;
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L));
        }
        var read = _file.Read(_bytes.AsSpan(_filled), _bytesAt + _filled);
        _filled += read;
        return read > 0;
    }

    private GroupVerdict Bad(string reason)
    {
        Reason = reason;
        return GroupVerdict.Bad;
    }
}
