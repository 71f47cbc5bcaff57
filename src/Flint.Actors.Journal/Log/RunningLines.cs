using System.Buffers;

namespace Flint.Actors.Journal.Log;

/// <summary>Lines that were read and not yet folded, each with the fold that it belongs to.</summary>
internal sealed class RunningLines : ILot
{
    // So much that handing it over costs nothing, and so little that both threads have it in their cache.
    private const int Most = 64 * 1024;

    private readonly List<Line> _lines = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <inheritdoc/>
    public bool IsFull => Length >= Most;

    /// <inheritdoc/>
    public int Length => _bytes.WrittenCount;

    /// <summary>Adds a line.</summary>
    public void Add(RunningId to, ReadOnlySpan<byte> line, LinePosition position)
    {
        _lines.Add(new Line(to, position, _bytes.WrittenCount, line.Length));
        _bytes.Write(line);
    }

    /// <summary>Folds them.</summary>
    public void Fold()
    {
        foreach (var line in _lines)
            line.To.Take(_bytes.WrittenMemory.Slice(line.Start, line.Length), line.Position);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _lines.Clear();
        _bytes.ResetWrittenCount();
    }

    private readonly record struct Line(RunningId To, LinePosition Position, int Start, int Length);
}
