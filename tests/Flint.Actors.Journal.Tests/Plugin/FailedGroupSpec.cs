using Akka.Actor;
using Akka.Persistence;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>A group that cannot be written, behind one whose sync has ended.</summary>
public sealed class FailedGroupSpec : PluginSpec
{
    private readonly MemoryDisk _disk;

    public FailedGroupSpec() : this(new MemoryDisk())
    {
    }

    private FailedGroupSpec(MemoryDisk disk) : base("memory", "", LogEngine.Open(disk.Open(), LogDriver.Always)) => _disk = disk;

    [Fact]
    public void Group_that_is_safe_should_be_acknowledged_though_the_next_fails_before_the_journal_has_heard()
    {
        var (one, other) = (CreateTestProbe(), CreateTestProbe());
        var engine = Engine;
        var hold = _disk.Hold = new SyncHold();
        Write(one, new AtomicWrite(Event("a", 1)));
        hold.WaitForSync();
        InTurn(() =>
        {
            Write(other, new AtomicWrite(Event("b", 1, "p-2")));
            Journal.Tell(CloseGroup.Instance);
            _disk.Fault = new DiskFault(call => call.Operation == "write", 1, DiskFault.NoSpace);
            var flushed = engine.FlushAsync();
            hold.Dispose();
            flushed.Wait(); // the journal has been told, behind the close
        });

        one.ExpectMsg<WriteMessagesSuccessful>();
        one.ExpectMsg<WriteMessageSuccess>();
        other.ExpectMsg<WriteMessagesFailed>();
        other.ExpectMsg<WriteMessageFailure>();
    }
}
