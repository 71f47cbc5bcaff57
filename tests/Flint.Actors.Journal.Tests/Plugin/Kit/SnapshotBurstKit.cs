using Akka.Actor;
using Akka.Persistence;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What Akka's compatibility kit asks of snapshots that are saved in quick succession, in each life of their log.</summary>
public abstract class SnapshotBurstKit(Life life) : SnapshotSpec(life)
{
    private const int Burst = 200;

    [Fact]
    public void Store_should_keep_the_last_of_a_burst()
    {
        var actor = Sys.ActorOf(Props.Create<Saver>(TestActor));
        for (var i = 1; i <= Burst; i++)
            actor.Tell(i);

        ExpectSaves(sequenceNr: _ => 0);

        LiveOn();
        Assert.Single(Engine.Snapshots("saver"));
        Assert.Equal((long)Burst, Load(SnapshotSelectionCriteria.Latest, persistenceId: "saver")!.Snapshot);
    }

    [Fact]
    public void Store_should_keep_the_last_of_a_burst_between_events()
    {
        var actor = Sys.ActorOf(Props.Create<Saver>(TestActor));
        for (var i = 1; i <= Burst; i++)
            actor.Tell($"{i}");

        ExpectSaves(sequenceNr: i => i);

        LiveOn();
        var last = Load(SnapshotSelectionCriteria.Latest, persistenceId: "saver")!;
        Assert.Equal((Burst, (long)Burst), (last.Metadata.SequenceNr, last.Snapshot));
        Assert.Equal(Burst, Replayed(persistenceId: "saver").Highest);
    }

    [Fact]
    public void Store_should_answer_two_saves_of_one_number()
    {
        var (metadata, asker) = (new SnapshotMetadata("p-1", 1, DateTime.UtcNow), CreateTestProbe());

        SnapshotStore.Tell(new SaveSnapshot(metadata, "a"), asker.Ref);
        SnapshotStore.Tell(new SaveSnapshot(metadata, "b"), asker.Ref);

        asker.ExpectMsg<SaveSnapshotSuccess>();
        asker.ExpectMsg<SaveSnapshotSuccess>();
        LiveOn();
        Assert.Equal("b", Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
    }

    private void ExpectSaves(Func<int, long> sequenceNr)
    {
        for (var i = 1; i <= Burst; i++)
            Assert.Equal(sequenceNr(i), ExpectMsg<SaveSnapshotSuccess>().Metadata.SequenceNr);
    }

    /// <summary>Saves every number it is told; one told as text is an event before.</summary>
    private sealed class Saver(IActorRef listener) : UntypedPersistentActor
    {
        public override string PersistenceId => "saver";

        protected override void OnRecover(object message)
        {
            // It only saves.
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case int number:
                    SaveSnapshot((long)number);
                    break;
                case string number:
                    Persist(number, it => SaveSnapshot(long.Parse(it, null)));
                    break;
                case SaveSnapshotSuccess or SaveSnapshotFailure:
                    listener.Tell(message);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    public sealed class Straight() : SnapshotBurstKit(Life.Straight);

    public sealed class Restarted() : SnapshotBurstKit(Life.Restarted);

    public sealed class Crashed() : SnapshotBurstKit(Life.Crashed);

    public sealed class Compacted() : SnapshotBurstKit(Life.Compacted);

    public sealed class CompactedAndCrashed() : SnapshotBurstKit(Life.CompactedAndCrashed);
}
