namespace Flint.Actors.Journal.Log;

/// <summary>The undeleted events of one persistence id as they stood at one moment, in the order of the log.</summary>
/// <param name="runs">Their bytes.</param>
/// <param name="count">How many runs there were.</param>
/// <param name="used">How many bytes of the last one.</param>
/// <param name="isAscending">Whether the numbers only grow.</param>
/// <param name="end">Those at or behind it are left out.</param>
internal readonly struct EventsView(byte[][] runs, int count, int used, bool isAscending, LinePosition end)
{
    /// <summary>How many runs there are.</summary>
    public int Runs => count;

    public bool IsEmpty => count == 0 || First.CompareTo(end) >= 0;

    /// <summary>Where the first stands. Not if there is none.</summary>
    public LinePosition First => SlotAt(0).Position;

    /// <summary>Those before the position.</summary>
    public EventsView Before(LinePosition position) => new(runs, count, used, isAscending, position.CompareTo(end) < 0 ? position : end);

    /// <summary>All of them.</summary>
    public IEnumerable<EventSlot> All()
    {
        EventSlot[] buffer = [];
        for (var run = 0; run < Runs; run++)
        {
            var read = Read(run, ref buffer);
            for (var i = 0; i < read; i++)
                yield return buffer[i];
        }
    }

    /// <summary>The events of a run, in the buffer, which grows as it must; how many.</summary>
    public int Read(int run, ref EventSlot[] buffer)
    {
        var bytes = BytesOf(run);
        if (buffer.Length < bytes.Length / EventCode.MinLength)
            buffer = new EventSlot[bytes.Length / EventCode.MinLength];
        var read = 0;
        for (var (at, slot) = (0, default(EventSlot)); EventCode.TryRead(bytes, ref at, ref slot) && slot.Position.CompareTo(end) < 0;)
            buffer[read++] = slot;
        return read;
    }

    /// <summary>The number of the last; 0 if there is none.</summary>
    public long LastNumber()
    {
        EventSlot[] buffer = [];
        for (var run = Runs - 1; run >= 0; run--)
        {
            if (Read(run, ref buffer) is > 0 and var read)
                return buffer[read - 1].SequenceNr;
        }
        return 0;
    }

    /// <summary>The first run that may hold an event from that number on.</summary>
    public int RunFrom(long number)
    {
        var (low, high) = (0, isAscending ? count - 1 : 0);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (SlotAt(middle).SequenceNr <= number)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private EventSlot SlotAt(int run)
    {
        var (at, slot) = (0, default(EventSlot));
        EventCode.TryRead(BytesOf(run), ref at, ref slot);
        return slot;
    }

    private ReadOnlySpan<byte> BytesOf(int run) => run == count - 1 ? runs[run].AsSpan(0, used) : runs[run];
}
