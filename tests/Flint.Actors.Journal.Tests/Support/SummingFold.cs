using System.Globalization;
using System.Text;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A <see cref="CountingFold"/> that sums up how many events there were of all that it folds, under <c>sum</c>.</summary>
public sealed class SummingFold : ILogFold, ILogSum
{
    private readonly CountingFold _fold = new();
    private readonly List<string> _brought = [];
    private long _sum;

    public ILogSum Sum => this;

    public string PersistenceId => "sum";

    /// <summary>What the snapshot said before, or null.</summary>
    public long? Earlier { get; private set; }

    /// <summary>What was folded.</summary>
    public IReadOnlyList<string> Brought => _brought;

    public bool Folds(string persistenceId) => _fold.Folds(persistenceId);

    public void Begin(LogRecord? earlier, CancellationToken closing)
    {
        Earlier = earlier is { } line ? CountingFold.Count(line) : null;
        _sum = Earlier ?? 0;
    }

    public FoldedLines? Fold(LogView lines)
    {
        _brought.Add(lines.PersistenceId);
        _sum += lines.Events().Count() + (Earlier is null && lines.State is { } state ? CountingFold.Count(state) : 0);
        return _fold.Fold(lines);
    }

    public LogRecord End(long covered) => new()
    {
        Kind = RecordKind.State,
        PersistenceId = PersistenceId,
        SequenceNr = covered,
        SerializerId = 7,
        TypeManifest = "f",
        Payload = Encoding.UTF8.GetBytes(_sum.ToString(CultureInfo.InvariantCulture)),
        PayloadIsJson = true,
    };
}
