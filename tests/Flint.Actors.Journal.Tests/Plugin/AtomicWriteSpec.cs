using Akka.Persistence;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>What a crash leaves of the events that one command has persisted together: all of them, or none.</summary>
public sealed class AtomicWriteSpec : PluginSpec
{
    private const int Together = 5;
    private readonly MemoryDisk _disk;
    private MemoryDisk? _written;

    public AtomicWriteSpec() : this(new MemoryDisk())
    {
    }

    private AtomicWriteSpec(MemoryDisk disk) : base("memory", "", LogEngine.Open(disk.Open(), LogDriver.Always)) => _disk = disk;

    [Fact]
    public void Atomic_write_should_be_whole_or_absent_wherever_its_group_is_torn()
    {
        var start = WriteOneGroup();
        var log = _disk.Used(LogFileNames.Log);

        for (var cut = start; cut < log.Length; cut++)
            Assert.Equal((0, 0), Left(log[..cut]));

        Assert.Equal((Together, Together), Left(log));
    }

    [Fact]
    public void Atomic_write_should_be_whole_or_absent_whichever_sectors_of_its_group_reached_the_disk()
    {
        var start = WriteOneGroup();
        var length = _disk.Used(LogFileNames.Log).Length;
        var first = start / MemoryInode.SectorSize;
        var sectors = (length / MemoryInode.SectorSize) - first + 1;
        Assert.InRange(sectors, 3, 8);

        for (var kept = 0; kept < 1 << sectors; kept++)
        {
            var mask = kept;
            var (one, other) = Left(_written!.PowerCut(keepSector: sector => sector < first || ((mask >> (int)(sector - first)) & 1) == 1, keepLength: true));
            var expected = kept == (1 << sectors) - 1 ? Together : 0;
            Assert.Equal((expected, expected), (one, other));
        }
    }

    [Fact]
    public void Atomic_write_of_many_events_should_be_whole_or_absent()
    {
        const int many = 3_000;
        Stored(Events(1, 1));
        var start = _disk.Used(LogFileNames.Log).Length;
        var actor = CreateTestProbe();
        Write(actor, new AtomicWrite([.. Events(2, many)]));
        actor.ExpectMsg<WriteMessagesSuccessful>();
        for (var number = 2; number <= many; number++)
            Assert.Equal(number, actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        var log = _disk.Used(LogFileNames.Log);

        for (var part = 0; part < 40; part++)
            Assert.Equal([1L], Numbers("p-1", With(log[..(start + ((log.Length - start) * part / 40))])));

        Assert.Equal(many, Numbers("p-1", With(log)).Count);
    }

    /// <summary>Two actors persist five events each, which go to the disk as one group; where it begins.</summary>
    private int WriteOneGroup()
    {
        var (one, other) = (CreateTestProbe(), CreateTestProbe());
        Stored(Event("before", 1));
        _disk.Changed = call =>
        {
            if (call is { Operation: "write", File: LogFileNames.Log })
                _written ??= _disk.Kill();
        };
        InTurn(() =>
        {
            Write(one, new AtomicWrite([.. Events(2, 1 + Together)]));
            Write(other, new AtomicWrite([.. Events(1, Together, "p-2")]));
        });
        for (var acknowledgements = 0; acknowledgements < 1 + Together; acknowledgements++)
        {
            one.ExpectMsg<object>();
            other.ExpectMsg<object>();
        }
        _disk.Changed = null;
        using var before = LogDriver.Open(_written!.PowerCut());
        Assert.Equal([1L], before.Numbers("p-1"));
        return (int)before.Engine.UsedBytes;
    }

    private MemoryDisk With(byte[] log)
    {
        var disk = _disk.Kill();
        disk[LogFileNames.Log] = log;
        return disk;
    }

    private (int One, int Other) Left(byte[] log) => Left(With(log));

    private static (int One, int Other) Left(MemoryDisk disk) => (Numbers("p-1", disk).Count - 1, Numbers("p-2", disk).Count);

    private static IReadOnlyList<long> Numbers(string persistenceId, MemoryDisk disk)
    {
        using var log = LogDriver.Open(disk.Kill());
        return log.Numbers(persistenceId);
    }
}
