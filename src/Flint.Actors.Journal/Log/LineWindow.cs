namespace Flint.Actors.Journal.Log;

/// <summary>
/// The parts of files that hold the lines asked for next. Whoever goes on right behind one has the next read ahead, so that the lines of many ids are read in a few
/// calls where they are neighbours. A line stays until the next is asked for.
/// </summary>
/// <param name="files">Keeps the files; let go with this.</param>
/// <param name="writtenEnd">Behind it the log is still being written, and nothing is read ahead; null: no file changes any more.</param>
/// <param name="pace">Rests between reads.</param>
internal sealed class LineWindow(LogFiles.Pin files, Func<LinePosition>? writtenEnd = null, Pace? pace = null) : IDisposable
{
    // Bytes between two lines of one id up to this size are read with them: cheaper than a call.
    private const int LargestGap = 4 * 1024;
    private const int LargestRun = 32 * 1024;

    // A key's lines stand in the snapshot and in a generation or two, and those of many keys that are read in the order of their first in several places of each.
    private readonly Run?[] _runs = new Run?[4];
    private int _oldest;

    /// <summary>The files it reads from.</summary>
    public LogFiles.Pin Files => files;

    /// <summary>The texts of the lines that are read through it.</summary>
    public LineTexts Texts => field ??= new();

    /// <summary>The line of the first slot; the others are those that will be asked for after it.</summary>
    public ReadOnlyMemory<byte> Line(ReadOnlySpan<EventSlot> slots)
    {
        var run = RunOf(slots[0]);
        if (!run.Holds(slots[0]))
            Load(run, slots);
        return run.Bytes.AsMemory((int)(slots[0].Position.Offset - run.Start), slots[0].Length);
    }

    public void Dispose() => files.Dispose();

    // The one that holds the line, or goes on with it; else the one that was begun first is begun anew.
    private Run RunOf(in EventSlot slot)
    {
        foreach (var run in _runs)
        {
            if (run is not null && (run.Holds(slot) || run.IsFollowedBy(slot.Position)))
                return run;
        }
        var replaced = _runs[_oldest] ??= new Run();
        _oldest = (_oldest + 1) % _runs.Length;
        (replaced.File, replaced.Start, replaced.End) = (slot.Position.File, 0, -1);
        return replaced;
    }

    private void Load(Run run, ReadOnlySpan<EventSlot> slots)
    {
        pace?.Rest();
        var first = slots[0].Position;
        var wanted = (int)(EndOf(slots) - first.Offset);
        var length = run.IsFollowedBy(first) ? Math.Max(wanted, ReadAhead(first)) : wanted;
        if (run.Bytes.Length < length)
            run.Bytes = new byte[length];
        var read = files.Open(first.File).Read(run.Bytes.AsSpan(0, length), first.Offset);
        // A file that is shorter leaves zeros, which no line is.
        if (read < wanted)
            run.Bytes.AsSpan(read, wanted - read).Clear();
        (run.Start, run.End) = (first.Offset, first.Offset + Math.Max(read, wanted));
    }

    private static long EndOf(ReadOnlySpan<EventSlot> slots)
    {
        var first = slots[0].Position;
        var end = first.Offset + slots[0].Length;
        foreach (var slot in slots[1..])
        {
            var next = slot.Position.Offset + slot.Length;
            if (slot.Position.File != first.File || slot.Position.Offset - end > LargestGap || next - first.Offset > LargestRun)
                break;
            end = next;
        }
        return end;
    }

    private int ReadAhead(LinePosition from) => writtenEnd?.Invoke() is { } end && end.File == from.File
        ? (int)Math.Clamp(end.Offset - from.Offset, 0, LargestRun)
        : LargestRun;

    private sealed class Run
    {
        public LogFile File { get; set; }

        public long Start { get; set; }

        public long End { get; set; } = -1;

        public byte[] Bytes { get; set; } = [];

        public bool Holds(in EventSlot slot) => slot.Position.File == File && slot.Position.Offset >= Start && slot.Position.Offset + slot.Length <= End;

        public bool IsFollowedBy(LinePosition position) => End > 0 && position.File == File && position.Offset >= Start && position.Offset - End <= LargestGap;
    }
}
