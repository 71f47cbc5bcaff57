using System.Runtime.InteropServices;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Groups that were read and judged, and whose lines nobody has looked into yet.</summary>
internal sealed class ReadGroups : ILot
{
    // So much that handing it over costs nothing, and so little that a few of them are in a processor's cache.
    private const int Enough = 64 * 1024;

    private readonly List<Group> _groups = [];
    private readonly List<Slice> _lines = [];
    private readonly LineBuffer _bytes = new();

    /// <inheritdoc/>
    public bool IsFull => Length >= Enough;

    /// <inheritdoc/>
    public int Length => _bytes.Length;

    /// <summary>The groups, in their order.</summary>
    public ReadOnlySpan<Group> Groups => CollectionsMarshal.AsSpan(_groups);

    /// <summary>Adds a group of the file, which has that name; one that has lines.</summary>
    public void Add(GroupScanner group, LogFile file, string name)
    {
        _groups.Add(new Group(file, name, group.Offset, group.Line, _bytes.Length, _lines.Count, group.LineCount));
        _lines.AddRange(group.Lines);
        _bytes.Add(group.Bytes);
    }

    /// <summary>A line of the group, and where it stands.</summary>
    public ReadOnlySpan<byte> LineAt(in Group group, int index, out LinePosition position)
    {
        var line = _lines[group.FirstLine + index];
        position = new LinePosition(group.File, group.Offset + line.Start);
        return line.Of(_bytes.Written[group.Start..]);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _groups.Clear();
        _lines.Clear();
        _bytes.Clear();
    }

    /// <summary>One of them.</summary>
    /// <param name="File">Where it stands.</param>
    /// <param name="Name">The name of the file.</param>
    /// <param name="Offset">Its first byte there.</param>
    /// <param name="Line">The number of its first line there.</param>
    /// <param name="Start">Its first byte here.</param>
    /// <param name="FirstLine">Its first line here.</param>
    /// <param name="LineCount">How many lines it has.</param>
    public readonly record struct Group(LogFile File, string Name, long Offset, long Line, int Start, int FirstLine, int LineCount);
}
