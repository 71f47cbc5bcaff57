using Akka.Persistence;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>What Akka's compatibility kit asks of a journal's replays and deletions.</summary>
public sealed class JournalReplaySpec : PluginSpec
{
    public JournalReplaySpec()
    {
        // As the kit does it: the last write holds two events.
        var (actor, events) = (CreateTestProbe(), Events(1, 5));
        Write(actor, new AtomicWrite(events[0]), new AtomicWrite(events[1]), new AtomicWrite(events[2]), new AtomicWrite([events[3], events[4]]));
        actor.ExpectMsg<WriteMessagesSuccessful>();
        foreach (var expected in events)
            Assert.Equal(expected, actor.ExpectMsg<WriteMessageSuccess>().Persistent);
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, 1, 5)]
    [InlineData(3, long.MaxValue, long.MaxValue, 3, 5)]
    [InlineData(1, 3, long.MaxValue, 1, 3)]
    [InlineData(1, long.MaxValue, 3, 1, 3)]
    [InlineData(2, 3, long.MaxValue, 2, 3)]
    [InlineData(2, 5, 2, 2, 3)]
    [InlineData(2, 2, long.MaxValue, 2, 2)]
    [InlineData(2, 4, 1, 2, 2)]
    public void Journal_should_replay_what_lies_within_the_bounds_and_the_limit(long from, long to, long max, int first, int last)
    {
        var (events, highest) = Replayed(from, to, max);

        Assert.Equal(Events(first, last), events);
        Assert.Equal(5, highest);
    }

    [Theory]
    [InlineData(2, 4, 0)]
    [InlineData(3, 2, long.MaxValue)]
    [InlineData(6, long.MaxValue, long.MaxValue)]
    public void Journal_should_replay_nothing_where_nothing_is_asked_for(long from, long to, long max)
    {
        var (events, highest) = Replayed(from, to, max);

        Assert.Empty(events);
        Assert.Equal(5, highest);
    }

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
        var (asker, subscriber) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(subscriber.Ref, typeof(DeleteMessagesTo));

        Journal.Tell(new DeleteMessagesTo("p-1", 3, asker.Ref), asker.Ref);

        Assert.Equal(3, asker.ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
        Assert.Equal(Journal, asker.LastSender);
        Assert.Equal(3, subscriber.ExpectMsg<DeleteMessagesTo>().ToSequenceNr);
        var (events, highest) = Replayed();
        Assert.Equal(Events(4, 5), events);
        Assert.Equal(5, highest);
    }

    [Fact]
    public void Journal_should_keep_the_highest_number_when_everything_is_deleted()
    {
        var asker = CreateTestProbe();

        Journal.Tell(new DeleteMessagesTo("p-1", long.MaxValue, asker.Ref), asker.Ref);

        Assert.Equal(long.MaxValue, asker.ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
        var (events, highest) = Replayed();
        Assert.Empty(events);
        Assert.Equal(5, highest);
        Stored(Events(6, 6));
        Assert.Equal(Events(6, 6), Replayed().Events);
    }

    [Fact]
    public void Journal_should_answer_a_deletion_of_nothing()
    {
        var asker = CreateTestProbe();

        Journal.Tell(new DeleteMessagesTo("nobody", 3, asker.Ref), asker.Ref);

        Assert.Equal(3, asker.ExpectMsg<DeleteMessagesSuccess>().ToSequenceNr);
    }

    [Fact]
    public void Journal_should_replay_a_history_of_many_slices_in_order()
    {
        var history = Events(1, 5_000, "long");
        Stored(history);

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
}
