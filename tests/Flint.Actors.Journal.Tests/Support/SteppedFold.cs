using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A <see cref="CountingFold"/> that is brought the events of its persistence ids one by one where that is offered, and remembers them.</summary>
public sealed class SteppedFold : ILogFold
{
    private readonly CountingFold _fold = new();
    private readonly List<(string Id, long Number)> _brought = [];

    /// <summary>The events that were brought one by one.</summary>
    public IReadOnlyList<(string Id, long Number)> Brought => _brought;

    public bool Folds(string persistenceId) => _fold.Folds(persistenceId);

    public FoldedLines? Fold(LogView lines) => _fold.Fold(lines);

    public IRunningFold? Begin(LogView lines) => new Running(this, lines);

    private sealed class Running(SteppedFold owner, LogView lines) : IRunningFold
    {
        public void Take(in LogRecord line)
        {
            Assert.Equal((RecordKind.Event, $"{{\"n\":{line.SequenceNr}}}"), (line.Kind, System.Text.Encoding.UTF8.GetString(line.Payload.Span)));
            owner._brought.Add((line.PersistenceId, line.SequenceNr));
        }

        public FoldedLines? End() => owner._fold.Fold(lines);
    }
}
