using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Serialization;
using Flint.State;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>What a log must hold after the lines it was given: kept in plain memory, without a file, an index or a compaction.</summary>
internal sealed class LogModel
{
    private readonly SortedDictionary<string, Past> _pasts = new(KeyOrder.Comparer);

    /// <summary>A model of what an open log holds; of foreign lines it must be empty.</summary>
    public static LogModel Of(LogEngine log)
    {
        var model = new LogModel();
        foreach (var id in log.PersistenceIds(KeyIds.Prefix))
        {
            using var lines = log.View(id);
            var (state, number) = KeyLines.FoldKey(lines);
            model._pasts.Add(id, new KeyPast(state, number, [KeyLines.Newest(lines, Contents.HistoryKeep)]));
        }
        return model;
    }

    /// <summary>The highest number that was given to the persistence id.</summary>
    public long Highest(string id) => _pasts.GetValueOrDefault(id)?.Highest ?? 0;

    /// <summary>How the key stands.</summary>
    public LimitState StateOf(string id) => (_pasts.GetValueOrDefault(id) as KeyPast)?.State ?? default;

    /// <summary>How the coordinator would stand after a start.</summary>
    public CheckAllSnapshot CheckAll => (_pasts.GetValueOrDefault(KeyIds.CheckAll) as CheckAllPast)?.State ?? new CheckAllSnapshot(0, 0, []);

    /// <summary>The snapshots of a persistence id, by number and time.</summary>
    public IReadOnlyList<(long Number, long Time)> Snapshots(string id) => (_pasts.GetValueOrDefault(id) as ForeignPast)?.SnapshotsAt ?? [];

    /// <summary>Takes up a line that was appended.</summary>
    public void Apply(in LogRecord line)
    {
        if (!_pasts.TryGetValue(line.PersistenceId, out var past))
            _pasts.Add(line.PersistenceId, past = Past.New(line.PersistenceId));
        past.Apply(line);
    }

    public LogModel Copy()
    {
        var copy = new LogModel();
        foreach (var (id, past) in _pasts)
            copy._pasts.Add(id, past.Copy());
        return copy;
    }

    /// <summary>What <see cref="Contents.Of"/> must say of the log.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        var mark = CheckAll.LowWater;
        foreach (var (id, past) in _pasts)
        {
            if (past is not KeyPast key || !Contents.IsForgotten(key.State, mark))
                Contents.Add(text, id, past.Highest, past.Text());
        }
        return text.ToString();
    }

    private abstract class Past
    {
        public long Highest { get; protected set; }

        public static Past New(string id) => id == KeyIds.CheckAll ? new CheckAllPast()
            : id.StartsWith(KeyIds.Prefix, StringComparison.Ordinal) ? new KeyPast(default, 0, [])
            : new ForeignPast();

        public abstract void Apply(in LogRecord line);

        public abstract Past Copy();

        public abstract string Text();
    }

    private sealed class KeyPast : Past
    {
        private readonly List<LimitEntry[]> _lines;

        public KeyPast(LimitState state, long number, IEnumerable<LimitEntry[]> lines) => (State, Highest, _lines) = (state, number, [.. lines]);

        public LimitState State { get; private set; }

        public override void Apply(in LogRecord line)
        {
            if (line.Kind != RecordKind.Event)
                return; // a snapshot says what is known
            var entries = ((LimitEvents)FlintJson.Read(line.Payload, line.TypeManifest)).Entries;
            foreach (ref readonly var entry in entries.AsSpan())
                State = State.Apply(entry);
            _lines.Add(entries);
            Highest = line.SequenceNr;
        }

        public override Past Copy() => new KeyPast(State, Highest, _lines);

        public override string Text()
        {
            var tail = new HistoryTail(Contents.HistoryKeep);
            for (var i = _lines.Count - 1; i >= 0; i--)
                tail.AddBefore(_lines[i]);
            return Contents.Key(State, Highest, tail.Entries);
        }
    }

    private sealed class CheckAllPast : Past
    {
        private readonly CheckAllState _state = new();

        public CheckAllSnapshot State => _state.ToSnapshot();

        public override void Apply(in LogRecord line)
        {
            if (line.Kind != RecordKind.Event)
                return;
            _state.Apply((CheckAllsDecided)FlintJson.Read(line.Payload, line.TypeManifest));
            Highest = line.SequenceNr;
        }

        public override Past Copy()
        {
            var copy = new CheckAllPast { Highest = Highest };
            copy._state.Apply(State);
            return copy;
        }

        public override string Text() => Contents.CheckAll(State, Highest);
    }

    private sealed class ForeignPast : Past
    {
        private readonly SortedDictionary<long, string> _events = [];
        private readonly SortedDictionary<long, (long Time, string Payload)> _snapshots = [];

        public IReadOnlyList<(long Number, long Time)> SnapshotsAt => [.. _snapshots.Select(snapshot => (snapshot.Key, snapshot.Value.Time))];

        public override void Apply(in LogRecord line)
        {
            switch (line.Kind)
            {
                case RecordKind.Event:
                    _events.Add(line.SequenceNr, Contents.Payload(line));
                    Highest = line.SequenceNr;
                    break;
                case RecordKind.EventsDeleted:
                    var last = line.SequenceNr;
                    foreach (var number in _events.Keys.TakeWhile(number => number <= last).ToArray())
                        _events.Remove(number);
                    break;
                case RecordKind.Snapshot:
                    _snapshots[line.SequenceNr] = (line.Time, Contents.Payload(line));
                    break;
                case RecordKind.SnapshotDeleted when _snapshots.TryGetValue(line.SequenceNr, out var snapshot) && snapshot.Time == line.Time:
                    _snapshots.Remove(line.SequenceNr);
                    break;
            }
        }

        public override Past Copy()
        {
            var copy = new ForeignPast { Highest = Highest };
            foreach (var (number, payload) in _events)
                copy._events.Add(number, payload);
            foreach (var (number, snapshot) in _snapshots)
                copy._snapshots.Add(number, snapshot);
            return copy;
        }

        public override string Text() =>
            Contents.Foreign([.. _events.Select(line => (line.Key, line.Value))], [.. _snapshots.Select(line => (line.Key, line.Value.Time, line.Value.Payload))]);
    }
}
