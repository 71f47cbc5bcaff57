using System.Text;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A <see cref="CountingFold"/> that is brought the events of its persistence ids one by one where that is offered, and remembers them.</summary>
/// <param name="takes">Done for each of them.</param>
/// <param name="begins">Done once, when the first persistence id is begun.</param>
public sealed class SteppedFold(Action? takes = null, Action? begins = null) : ILogFold
{
    private readonly CountingFold _fold = new();
    private readonly List<(string Id, long Number)> _brought = [];

    /// <summary>The events that were brought one by one.</summary>
    public IReadOnlyList<(string Id, long Number)> Brought => _brought;

    /// <summary>Set once a persistence id was begun.</summary>
    public ManualResetEventSlim HasBegun { get; } = new();

    /// <summary>How many persistence ids were ended that were begun.</summary>
    public int Ended { get; private set; }

    public bool Folds(string persistenceId) => _fold.Folds(persistenceId);

    public FoldedLines? Fold(LogView lines) => _fold.Fold(lines);

    public IRunningFold? Begin(LogView lines)
    {
        if (!HasBegun.IsSet)
            begins?.Invoke();
        HasBegun.Set();
        return new Running(this, lines);
    }

    private sealed class Running(SteppedFold owner, LogView lines) : IRunningFold
    {
        public void Take(in LogRecord line)
        {
            Assert.Equal((RecordKind.Event, $"{{\"n\":{line.SequenceNr}}}"), (line.Kind, Encoding.UTF8.GetString(line.Payload.Span)));
            owner.Took(line);
        }

        public FoldedLines? End()
        {
            owner.Ended++;
            return owner._fold.Fold(lines);
        }
    }

    private void Took(in LogRecord line)
    {
        takes?.Invoke();
        _brought.Add((line.PersistenceId, line.SequenceNr));
    }
}
