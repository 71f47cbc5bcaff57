namespace Flint.Actors.Journal.Tests.Support;

/// <summary>What was issued and what was acknowledged, over crashes and engines.</summary>
public sealed class LogHistory
{
    private readonly Lock _gate = new();
    private readonly List<(string Pid, long SequenceNr)> _issued = [];
    private readonly List<(string Pid, long SequenceNr)> _acknowledged = [];

    public IReadOnlyList<(string Pid, long SequenceNr)> Issued
    {
        get
        {
            lock (_gate)
                return [.. _issued];
        }
    }

    public IReadOnlyList<(string Pid, long SequenceNr)> Acknowledged
    {
        get
        {
            lock (_gate)
                return [.. _acknowledged];
        }
    }

    public void Issue(string pid, long sequenceNr)
    {
        lock (_gate)
        {
            if (!_issued.Contains((pid, sequenceNr)))
                _issued.Add((pid, sequenceNr));
        }
    }

    public void Acknowledge(IEnumerable<(string Pid, long SequenceNr)> lines)
    {
        lock (_gate)
            _acknowledged.AddRange(lines);
    }

    /// <summary>What it says now.</summary>
    public LogHistory Copy()
    {
        var copy = new LogHistory();
        copy._issued.AddRange(Issued);
        copy._acknowledged.AddRange(Acknowledged);
        return copy;
    }
}
