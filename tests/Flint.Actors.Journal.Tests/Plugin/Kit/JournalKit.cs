using Akka.Persistence;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What Akka's compatibility kit asks of a journal, in each life of its log.</summary>
public abstract class JournalKit : LifeSpec
{
    protected JournalKit(Life life) : base(life)
    {
        // As the kit does it: the last write holds two events.
        var (actor, events) = (CreateTestProbe(), Events(1, 5));
        Write(actor, new AtomicWrite(events[0]), new AtomicWrite(events[1]), new AtomicWrite(events[2]), new AtomicWrite([events[3], events[4]]));
        actor.ExpectMsg<WriteMessagesSuccessful>();
        foreach (var expected in events)
            Assert.Equal(expected, actor.ExpectMsg<WriteMessageSuccess>().Persistent);
        LiveOn();
    }

    [Fact]
    public void Journal_should_replay_all_events() => Replays(Events(1, 5), from: 1);

    [Fact]
    public void Journal_should_replay_from_a_lower_bound() => Replays(Events(3, 5), from: 3);

    [Fact]
    public void Journal_should_replay_up_to_an_upper_bound() => Replays(Events(1, 3), from: 1, to: 3);

    [Fact]
    public void Journal_should_replay_as_many_as_the_limit_allows() => Replays(Events(1, 3), from: 1, max: 3);

    [Fact]
    public void Journal_should_replay_between_both_bounds() => Replays(Events(2, 3), from: 2, to: 3);

    [Fact]
    public void Journal_should_replay_between_both_bounds_as_many_as_the_limit_allows() => Replays(Events(2, 3), from: 2, to: 5, max: 2);

    [Fact]
    public void Journal_should_replay_one_event_where_the_bounds_meet() => Replays(Events(2, 2), from: 2, to: 2);

    [Fact]
    public void Journal_should_replay_one_event_where_the_limit_is_one() => Replays(Events(2, 2), from: 2, to: 4, max: 1);

    [Fact]
    public void Journal_should_replay_nothing_where_the_limit_is_none() => Replays([], from: 2, to: 4, max: 0);

    [Fact]
    public void Journal_should_replay_nothing_where_the_bounds_cross() => Replays([], from: 3, to: 2);

    [Fact]
    public void Journal_should_replay_nothing_behind_the_last_event() => Replays([], from: 6);

    [Fact]
    public void Journal_should_know_nothing_of_an_actor_that_has_written_nothing()
    {
        var (events, highest) = Replayed(persistenceId: "nobody");

        Assert.Empty(events);
        Assert.Equal(0, highest);
    }

    [Fact]
    public void Journal_should_not_replay_deleted_events_and_should_publish_the_deletion()
    {
        var subscriber = CreateTestProbe();
        Sys.EventStream.Subscribe(subscriber.Ref, typeof(DeleteMessagesTo));

        Delete(3);

        Assert.Equal(3, subscriber.ExpectMsg<DeleteMessagesTo>().ToSequenceNr);
        LiveOn();
        Assert.Equal(Events(4, 5), Replayed().Events);
    }

    [Fact]
    public void Journal_should_keep_the_highest_number_when_events_are_deleted()
    {
        Delete(3);
        LiveOn();

        Replays(Events(4, 5), from: 0);
        Delete(5);
        LiveOn();
        Replays([], from: 0);
    }

    [Fact]
    public void Journal_should_keep_the_highest_number_when_everything_is_deleted()
    {
        Delete(long.MaxValue);
        LiveOn();

        Replays([], from: 0);
        Stored(Events(6, 6));
        LiveOn();
        Assert.Equal(Events(6, 6), Replayed().Events);
    }

    [Fact]
    public void Journal_should_bring_back_an_event_with_its_writer_and_without_its_sender()
    {
        var sent = new WithRef(TestActor);
        Stored(Event(sent, 6, sender: TestActor, writer: Writer));
        LiveOn();

        var replayed = Assert.Single(Replayed(from: 6).Events);

        // The actor itself may be gone.
        Assert.Equal(sent.Ref.Path.ToString(), Assert.IsType<WithRef>(replayed.Payload).Ref.Path.ToString());
        Assert.Equal(Writer, replayed.WriterGuid);
        Assert.Equal("p-1", replayed.PersistenceId);
        Assert.Equal(6, replayed.SequenceNr);
        Assert.Null(replayed.Sender);
    }

    [Fact]
    public void Journal_should_reject_what_cannot_be_serialized_and_store_the_rest()
    {
        var actor = CreateTestProbe();

        Write(actor, new AtomicWrite(Event("b-6", 6)), new AtomicWrite(Event(new Unwritable(), 7, sender: TestActor)), new AtomicWrite(Event("b-8", 8)));

        actor.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Equal(6, actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        var rejected = actor.ExpectMsg<WriteMessageRejected>();
        Assert.Equal((7, Instance), (rejected.Persistent.SequenceNr, rejected.ActorInstanceId));
        Assert.Equal(TestActor, actor.LastSender);
        Assert.Equal(8, actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        LiveOn();
        Assert.Equal(["b-6", "b-8"], Replayed(from: 6).Events.Select(e => e.Payload));
    }

    // Beyond the kit.

    [Fact]
    public void Journal_should_answer_a_deletion_of_nothing()
    {
        Delete(3, "nobody");
        LiveOn();

        Assert.Equal(0, Replayed(persistenceId: "nobody").Highest);
    }

    [Fact]
    public void Journal_should_replay_a_history_of_many_slices_in_order()
    {
        var history = Events(1, 5_000, "long");
        Stored(history);
        LiveOn();

        var (events, highest) = Replayed(persistenceId: "long");

        Assert.Equal(history, events);
        Assert.Equal(5_000, highest);
    }

    [Fact]
    public void Journal_should_publish_replays()
    {
        var subscriber = CreateTestProbe();
        Sys.EventStream.Subscribe(subscriber.Ref, typeof(ReplayMessages));

        Replayed();

        Assert.Equal("p-1", subscriber.ExpectMsg<ReplayMessages>().PersistenceId);
    }

    [Fact]
    public void Journal_should_refuse_a_number_that_was_used_and_go_on_above_it()
    {
        Delete(long.MaxValue);
        LiveOn();
        var actor = CreateTestProbe();

        Write(actor, new AtomicWrite(Event("again", 5)));

        actor.ExpectMsg<WriteMessagesFailed>();
        actor.ExpectMsg<WriteMessageFailure>();
        Stored(Events(6, 6));
    }

    private void Replays(Persistent[] expected, long from, long to = long.MaxValue, long max = long.MaxValue)
    {
        var (events, highest) = Replayed(from, to, max);
        Assert.Equal(expected, events);
        Assert.Equal(5, highest);
    }

    private void Delete(long to, string persistenceId = "p-1")
    {
        var asker = CreateTestProbe();
        Journal.Tell(new DeleteMessagesTo(persistenceId, to, asker.Ref), asker.Ref);
        Assert.Equal(to, asker.ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
        Assert.Equal(Journal, asker.LastSender);
    }

    public sealed class Straight() : JournalKit(Life.Straight);

    public sealed class Restarted() : JournalKit(Life.Restarted);

    public sealed class Crashed() : JournalKit(Life.Crashed);

    public sealed class Compacted() : JournalKit(Life.Compacted);

    public sealed class CompactedAndCrashed() : JournalKit(Life.CompactedAndCrashed);
}
