using System.Text;
using CsCheck;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Log.Ids;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>The index against a sorted dictionary of lists: lines of every kind, folds with changes beside them, walks.</summary>
public sealed class LogIndexTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i => $"flint/key/{i}"), "", "é", "\ufffd", "🔥", new string('l', 600)];

    // Many lines for few ids: entries grow from a few bytes into objects, and are folded back.
    private static readonly Gen<LogRecord> Line = Gen.Select(
        Gen.Int[0, Ids.Length - 1],
        Gen.Frequency((40, Gen.Const(RecordKind.Event)), (2, Gen.Const(RecordKind.EventsDeleted)), (4, Gen.Const(RecordKind.Snapshot)), (2, Gen.Const(RecordKind.SnapshotDeleted))),
        Gen.Long[1, 400],
        Gen.Long[1, 3],
        (id, kind, number, time) => new LogRecord { Kind = kind, PersistenceId = Ids[id * id / Ids.Length], SequenceNr = number, Time = time });

    [Fact]
    public void Index_should_say_what_lists_would_whatever_is_folded_meanwhile() => Gen.Select(
        Line.Array[0, 500], Line.Array[0, 100], Line.Array[0, 100], Gen.Int[0, 2].Array[Ids.Length]).Array[1, 5].Sample(
        rounds =>
        {
            var sides = new Sides();
            foreach (var (before, meanwhile, after, ways) in rounds)
            {
                Array.ForEach(before, sides.Apply);
                var fold = sides.BeginFold(ways);
                Array.ForEach(meanwhile, sides.Apply);
                sides.AreSame();
                sides.EndFold(fold, after);
                sides.AreSame();
            }
        },
        iter: 60);

    [Fact]
    public void Lines_that_were_written_again_should_be_found_where_they_stand_now() => Gen.Select(Line.Array[1, 400], Gen.Int[0, 400]).Sample(
        (lines, from) =>
        {
            var sides = new Sides();
            Array.ForEach(lines, sides.Apply);
            sides.Move(Math.Min(from, lines.Length));
            sides.AreSame();
            Array.ForEach(lines, sides.Apply);
            sides.AreSame();
        },
        iter: 60);

    [Fact]
    public void Group_that_is_open_should_be_known_by_its_ids_until_it_is_written()
    {
        var index = new LogIndex();
        index.Apply(Event("a", 1), group: 1, new LinePosition(1_000), 10);
        Assert.True(index.HasBehind("a", 0));
        Assert.False(index.HasBehind("a", 1));

        index.Apply(Event("b", 1), group: 2, new LinePosition(2_000), 10);

        Assert.False(index.HasBehind("a", 1));
        Assert.True(index.HasBehind("b", 1));
        Assert.False(index.HasBehind("unknown", 0));
        Assert.False(index.HasBehind("half \ud83d", 0));
    }

    private static LogRecord Event(string id, long number) => new() { Kind = RecordKind.Event, PersistenceId = id, SequenceNr = number };

    private sealed class Sides
    {
        private readonly LogIndex _index = new();
        private readonly SortedDictionary<byte[], (string Id, NaiveEntry Entry)> _model = new(ByteOrder.Instance);
        private long _end = new LinePosition(LogFile.OfGeneration(1), 0).Packed;

        public void Apply(LogRecord line)
        {
            if (line.Kind == RecordKind.Event)
                line = line with { SequenceNr = _index.HighestSequenceNr(line.PersistenceId) + 1 + (line.SequenceNr % 40 == 0 ? line.SequenceNr : 0) };
            var position = new LinePosition(_end += 50 + line.SequenceNr);
            var bytes = Encoding.UTF8.GetBytes(line.PersistenceId);
            if (!_model.TryGetValue(bytes, out var side))
                _model.Add(bytes, side = (line.PersistenceId, new NaiveEntry()));
            side.Entry.Apply(line, position, (int)line.SequenceNr);
            _index.Apply(line, group: 1, position, (int)line.SequenceNr);
        }

        /// <summary>What a fold makes of what there is: by its way an id is copied, folded into a state, or forgotten.</summary>
        public Fold BeginFold(int[] ways)
        {
            var generation = new LinePosition(_end).File.Generation;
            var fold = new Fold(LogFile.OfSnapshot(generation), new LinePosition(LogFile.OfGeneration(generation + 1), 0), [], new SlotSet());
            _end = fold.Before.Packed;
            var at = 0L;
            foreach (var (bytes, (id, entry)) in _model)
            {
                var lines = new List<(LogRecord Line, LinePosition Position, int Length)>();
                switch (ways[Array.IndexOf(Ids, id)])
                {
                    case 0:
                        Add(RecordKind.State, entry.Highest, 5);
                        Add(RecordKind.History, entry.Highest, 0);
                        break;
                    case 1:
                        if (entry.State is { } state)
                            Add(RecordKind.State, state.SequenceNr, state.Time);
                        entry.Events.ForEach(slot => Add(RecordKind.Event, slot.SequenceNr, 0));
                        entry.Snapshots.ForEach(slot => Add(RecordKind.Snapshot, slot.SequenceNr, slot.Time));
                        Add(RecordKind.Highest, entry.Highest, 0);
                        break;
                    default:
                        _index.Mark(id, fold.Forgotten);
                        fold.Made.Add((bytes, null, null));
                        continue;
                }
                var (naive, made) = (new NaiveEntry(), new IndexEntry());
                foreach (var (line, position, length) in lines)
                {
                    naive.Apply(line, position, length);
                    made.Apply(line.Kind, new SnapshotSlot(line.SequenceNr, line.Time, position, length));
                }
                fold.Made.Add((bytes, naive, made));

                void Add(RecordKind kind, long number, long time) => lines.Add(
                    (new LogRecord { Kind = kind, PersistenceId = id, SequenceNr = number, Time = time }, new LinePosition(fold.File, at += 100), 60 + (int)(number % 50)));
            }
            return fold;
        }

        /// <summary>Takes the fold over; between two ids a line is appended.</summary>
        public void EndFold(Fold fold, LogRecord[] beside)
        {
            var pace = new Pace(TimeProvider.System, () => 0, CancellationToken.None);
            var lines = new Queue<LogRecord>(beside);
            _index.BeginReplacing();
            foreach (var (bytes, naive, made) in fold.Made)
            {
                if (made is not null)
                {
                    _index.Replace(bytes, fold.Before, made);
                    Replace(bytes, fold.Before, naive);
                }
                if (lines.TryDequeue(out var line))
                    Apply(line);
            }
            _index.Forget(fold.Forgotten, fold.Before, pace);
            foreach (var (bytes, _, _) in fold.Made.Where(made => made.Index is null))
                Replace(bytes, fold.Before, null);
            while (lines.TryDequeue(out var line))
                Apply(line);
            _index.EndReplacing(pace);
        }

        // Of an id whose snapshots were deleted, and that has never had anything else, nothing is left to copy either.
        private void Replace(byte[] id, LinePosition before, NaiveEntry? folded)
        {
            _model[id].Entry.Replace(before, folded);
            if (_model[id].Entry.IsEmpty)
                _model.Remove(id);
        }

        /// <summary>Writes everything from that line on again, in the next generation.</summary>
        public void Move(int line)
        {
            var positions = _model.Values.SelectMany(side => side.Entry.Events.Select(slot => slot.Position).Concat(side.Entry.Snapshots.Select(slot => slot.Position))).Order().ToArray();
            if (line >= positions.Length)
                return;
            var from = positions[line];
            var to = LogFile.OfGeneration(from.File.Generation + 1);
            var moved = new SlotSet();
            foreach (var (id, entry) in _model.Values)
            {
                if (entry.Move(from, to, 77 - from.Offset))
                    _index.Mark(id, moved);
            }
            _index.Move(moved, from, to, 77 - from.Offset);
            _end = new LinePosition(to, new LinePosition(_end).Offset + 77 - from.Offset).Packed;
        }

        public void AreSame()
        {
            var all = _model.Select(side => (Bytes: side.Key, side.Value.Id)).ToArray();
            Assert.Equal(all.Select(side => side.Id), _index.PersistenceIds(""));
            Assert.Equal(all.Select(side => side.Id).Where(id => id.StartsWith("flint/key/1", StringComparison.Ordinal)), _index.PersistenceIds("flint/key/1"));
            Assert.Equal(all.Where(side => ByteOrder.Instance.Compare(side.Bytes, "flint/key/3"u8.ToArray()) > 0).Select(side => side.Id), _index.PersistenceIds("", "flint/key/3"));
            foreach (var id in Ids)
            {
                var entry = _model.GetValueOrDefault(Encoding.UTF8.GetBytes(id)).Entry ?? new NaiveEntry();
                var view = _index.View(id);
                Assert.Equal(entry.Events, view.Events.All());
                Assert.Equal(entry.Events.Count == 0, view.Events.IsEmpty);
                Assert.Equal(entry.Snapshots, view.Snapshots);
                Assert.Equal(entry.Snapshots.Select(slot => (slot.SequenceNr, slot.Time)), _index.Snapshots(id));
                Assert.Equal((entry.State, entry.History), (view.State, view.History));
                Assert.Equal(entry.Highest, _index.HighestSequenceNr(id));
                Assert.Equal(_model.ContainsKey(Encoding.UTF8.GetBytes(id)), _index.Contains(id));
            }
        }
    }

    private sealed record Fold(LogFile File, LinePosition Before, List<(byte[] Id, NaiveEntry? Naive, IndexEntry? Index)> Made, SlotSet Forgotten);
}
