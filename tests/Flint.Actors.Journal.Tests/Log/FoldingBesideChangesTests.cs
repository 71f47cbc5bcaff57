using System.Text;
using CsCheck;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>What is written, deleted and replaced while a compaction folds what was there before.</summary>
public sealed class FoldingBesideChangesTests
{
    // Behind every other in the order of ids: they are folded when the fold is held before it.
    private const string Last = "z";

    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Events_deleted_while_a_compaction_folds_should_not_come_back()
    {
        using var log = LogDriver.Open(_disk);
        Written(log, "a", 5);
        Written(log, "b", 5);

        CompactWhile(log, () =>
        {
            log.Engine.Append(Deletion("a", 3));
            log.Engine.Append(Deletion("b", 5));
            Assert.Null(log.Write("a"));
        });

        Check(log);
        Assert.Null(log.Compact()); // the deletions themselves are folded away
        Check(log);
        using var again = LogDriver.Open(_disk.Kill());
        Check(again);

        static void Check(LogDriver log)
        {
            Assert.Equal([4L, 5, 6], log.Numbers("a"));
            Assert.Empty(log.Numbers("b"));
            Assert.Equal(6, log.Engine.HighestSequenceNr("a"));
            Assert.Equal(5, log.Engine.HighestSequenceNr("b"));
        }
    }

    [Fact]
    public void Snapshots_deleted_or_replaced_while_a_compaction_folds_should_not_come_back()
    {
        using var log = LogDriver.Open(_disk);
        foreach (var number in new[] { 1, 2, 3 })
            log.Engine.Append(Snapshot("a", number, time: 10 * number));
        log.Commit();

        CompactWhile(log, () =>
        {
            log.Engine.Append(SnapshotDeletion("a", 1, time: 10));
            log.Engine.Append(Snapshot("a", 2, time: 25));
            Assert.Null(log.Commit());
        });

        Check(log);
        Assert.Null(log.Compact());
        Check(log);
        using var again = LogDriver.Open(_disk.Kill());
        Check(again);

        static void Check(LogDriver log) => Assert.Equal([(2L, 25L), (3L, 30L)], log.Engine.Snapshots("a"));
    }

    [Fact]
    public void Log_should_say_what_it_would_without_a_compaction() => Gen.Select(Changes.Array[0, 20], Changes.Array[0, 20], Changes.Array[0, 10]).Sample(
        (before, meanwhile, after) =>
        {
            var disk = new MemoryDisk();
            using var log = LogDriver.Open(disk);
            using var plain = LogDriver.Open(new MemoryDisk());
            Apply(before);
            CompactWhile(log, () => Apply(meanwhile));
            Assert.Equal(Read(plain), Read(log));
            Apply(after);
            Assert.Equal(Read(plain), Read(log));
            using (var killed = LogDriver.Open(disk.Kill()))
                Assert.Equal(Read(plain), Read(killed));
            Assert.Null(log.Compact());
            Assert.Equal(Read(plain), Read(log));
            using var again = LogDriver.Open(disk.Kill());
            Assert.Equal(Read(plain), Read(again));

            void Apply(IEnumerable<Change> changes)
            {
                foreach (var change in changes)
                {
                    change.ApplyTo(log);
                    change.ApplyTo(plain);
                }
            }
        },
        iter: 100);

    private static Gen<string> Pid { get; } = Gen.Char["ab"].Select(id => id.ToString());

    private static Gen<Change> Changes { get; } = Gen.OneOf(
        Gen.Char["abf"].Select(id => new Change(RecordKind.Event, id.ToString(), 0, 0)),
        Gen.Select(Pid, Gen.Long[1, 12], (pid, to) => new Change(RecordKind.EventsDeleted, pid, to, 0)),
        Gen.Select(Pid, Gen.Long[1, 3], Gen.Long[1, 3], (pid, number, time) => new Change(RecordKind.Snapshot, pid, number, time)),
        Gen.Select(Pid, Gen.Long[1, 3], Gen.Long[1, 3], (pid, number, time) => new Change(RecordKind.SnapshotDeleted, pid, number, time)));

    /// <summary>Has a compaction fold everything there is, do something else when all but the last id are folded, and end.</summary>
    private static void CompactWhile(LogDriver log, Action change)
    {
        using var fold = new HeldFold(Last);
        Assert.Null(log.Write(Last));
        Assert.Null(log.Rotate());
        var compaction = log.Engine.CompactAsync(fold);
        fold.WaitUntilHeld();
        change();
        fold.LetGo();
        LogDriver.Wait(compaction);
    }

    private static void Written(LogDriver log, string pid, int count)
    {
        for (var i = 0; i < count; i++)
            log.Append(pid);
        Assert.Null(log.Commit());
    }

    private static LogRecord Deletion(string pid, long to) => new() { Kind = RecordKind.EventsDeleted, PersistenceId = pid, SequenceNr = to };

    private static LogRecord SnapshotDeletion(string pid, long number, long time) => new() { Kind = RecordKind.SnapshotDeleted, PersistenceId = pid, SequenceNr = number, Time = time };

    private static LogRecord Snapshot(string pid, long number, long time) => new()
    {
        Kind = RecordKind.Snapshot,
        PersistenceId = pid,
        SequenceNr = number,
        Time = time,
        SerializerId = 7,
        TypeManifest = "s",
        Payload = Encoding.UTF8.GetBytes($"\"{number}@{time}\""),
        PayloadIsJson = true,
    };

    // What readers can see, but for the id that the fold is held at.
    private static string Read(LogDriver log)
    {
        var text = new StringBuilder();
        foreach (var pid in new[] { "a", "b", "f" })
        {
            text.Append(pid).Append(" to ").Append(log.Engine.HighestSequenceNr(pid)).Append(": ").AppendJoin(',', log.Numbers(pid));
            foreach (var (number, time) in log.Engine.Snapshots(pid))
                text.Append(" snapshot ").Append(Encoding.UTF8.GetString(log.Engine.FindSnapshot(pid, number, number, time, time)!.Value.Payload.Span));
            text.Append('\n');
        }
        return text.ToString();
    }

    private sealed record Change(RecordKind Kind, string Pid, long Number, long Time)
    {
        public void ApplyTo(LogDriver log)
        {
            switch (Kind)
            {
                case RecordKind.Event:
                    log.Append(Pid);
                    break;
                case RecordKind.EventsDeleted:
                    log.Engine.Append(Deletion(Pid, Number));
                    break;
                case RecordKind.Snapshot:
                    log.Engine.Append(Snapshot(Pid, Number, Time));
                    break;
                default:
                    log.Engine.Append(SnapshotDeletion(Pid, Number, Time));
                    break;
            }
            Assert.Null(log.Commit());
        }
    }
}
