using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Who is answered what, in which order and in whose name.</summary>
public sealed class JournalWriteSpec : PluginSpec
{
    private readonly TestProbe _actor;
    private readonly TestProbe _commander;

    public JournalWriteSpec() => (_actor, _commander) = (CreateTestProbe(), CreateTestProbe());

    [Fact]
    public void Journal_should_acknowledge_each_event_in_the_name_of_the_commander()
    {
        var events = Events(1, 3, sender: _commander.Ref);

        Write(_actor, new AtomicWrite(events[0]), new AtomicWrite([events[1], events[2]]));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Equal(Journal, _actor.LastSender);
        foreach (var expected in events)
        {
            var success = _actor.ExpectMsg<WriteMessageSuccess>();
            Assert.Same(expected, success.Persistent);
            Assert.Equal(Instance, success.ActorInstanceId);
            Assert.Equal(_commander.Ref, _actor.LastSender);
        }
    }

    [Fact]
    public void Journal_should_loop_deferred_messages_in_their_place()
    {
        var events = Events(1, 2);

        Write(_actor, new AtomicWrite(events[0]), new Deferred("deferred", _commander.Ref), new AtomicWrite(events[1]));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        _actor.ExpectMsg<WriteMessageSuccess>();
        Assert.Equal("deferred", _actor.ExpectMsg<LoopMessageSuccess>().Message);
        Assert.Equal(_commander.Ref, _actor.LastSender);
        _actor.ExpectMsg<WriteMessageSuccess>();
    }

    [Fact]
    public void Journal_should_answer_a_batch_of_deferred_messages_only()
    {
        Write(_actor, new Deferred(1, _commander.Ref), new Deferred(2, _commander.Ref));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Equal(1, _actor.ExpectMsg<LoopMessageSuccess>().Message);
        Assert.Equal(2, _actor.ExpectMsg<LoopMessageSuccess>().Message);
    }

    [Fact]
    public void Journal_should_answer_an_empty_batch()
    {
        Write(_actor);

        _actor.ExpectMsg<WriteMessagesSuccessful>();
    }

    [Fact]
    public void Journal_should_acknowledge_a_thousand_actors_each_in_its_own_order()
    {
        const int actors = 1_000;
        const int rounds = 5;
        var expected = Enumerable.Range(0, actors).Select(_ => 0L).ToArray();
        var collector = CreateTestProbe();
        // Interleaved: round after round, each actor's next write of two events.
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < actors; i++)
            {
                var events = Events((2 * round) + 1, (2 * round) + 2, $"actor-{i}", _commander.Ref);
                Journal.Tell(new WriteMessages([new AtomicWrite([events[0], events[1]])], collector.Ref, i));
            }
        }

        var (taken, acknowledged) = (0, 0);
        while (acknowledged < actors * rounds * 2)
        {
            if (collector.ReceiveOne(RemainingOrDefault) is WriteMessagesSuccessful)
            {
                taken++;
                continue;
            }
            var success = Assert.IsType<WriteMessageSuccess>(collector.LastMessage);
            Assert.Equal($"actor-{success.ActorInstanceId}", success.Persistent.PersistenceId);
            Assert.Equal(++expected[success.ActorInstanceId], success.Persistent.SequenceNr);
            Assert.Equal(_commander.Ref, collector.LastSender);
            Assert.True(taken * 2 > acknowledged++, "a write is taken before it is acknowledged");
        }
        Assert.Equal(actors * rounds, taken);
        Assert.All(expected, highest => Assert.Equal(2 * rounds, highest));
    }

    [Fact]
    public void Journal_should_reject_an_atomic_write_as_a_whole()
    {
        Write(_actor, new AtomicWrite([Event("a", 1), Event(new Unwritable(), 2), Event("c", 3)]), new AtomicWrite(Event("d", 4)));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        for (var number = 1; number <= 3; number++)
            Assert.Equal(number, _actor.ExpectMsg<WriteMessageRejected>().Persistent.SequenceNr);
        Assert.Equal(4, _actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Assert.Equal([4L], Replayed().Events.Select(e => e.SequenceNr));
    }

    [Fact]
    public void Journal_should_reject_a_payload_that_is_not_one_line()
    {
        Write(_actor, new AtomicWrite(Event(new Note("!"), 1)), new AtomicWrite(Event(new Note("fine"), 2)));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Contains("one line", _actor.ExpectMsg<WriteMessageRejected>().Cause.Message, StringComparison.Ordinal);
        _actor.ExpectMsg<WriteMessageSuccess>();
        Assert.Equal(new Note("fine"), Assert.Single(Replayed().Events).Payload);
    }

    [Fact]
    public void Journal_should_reject_an_atomic_write_whose_last_event_the_log_would_refuse()
    {
        Write(_actor, new AtomicWrite([Event("a", 1), new Persistent("b", 2, "p-1", manifest: "\ud800")]));

        _actor.ExpectMsg<WriteMessagesSuccessful>();
        _actor.ExpectMsg<WriteMessageRejected>();
        _actor.ExpectMsg<WriteMessageRejected>();
        Assert.Empty(Replayed().Events);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 4)]
    [InlineData(7, 7)]
    public void Journal_should_fail_a_write_whose_numbers_do_not_rise(long first, long second)
    {
        Stored(Events(1, 5));

        Write(_actor, new AtomicWrite(Event("x", first, sender: _commander.Ref)), new Deferred("deferred", _commander.Ref), new AtomicWrite(Event("y", second)));

        var failed = _actor.ExpectMsg<WriteMessagesFailed>();
        Assert.Equal(2, failed.WriteCount);
        Assert.Contains("p-1", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(first, _actor.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        Assert.Equal(_commander.Ref, _actor.LastSender);
        Assert.Equal("deferred", _actor.ExpectMsg<LoopMessageSuccess>().Message);
        Assert.Equal(second, _actor.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        var (events, highest) = Replayed();
        Assert.Equal(5, events.Length);
        Assert.Equal(5, highest);
    }

    [Fact]
    public void Journal_should_take_gaps()
    {
        Stored(Event("a", 3), Event("b", 10));

        var (events, highest) = Replayed();

        Assert.Equal([3L, 10L], events.Select(e => e.SequenceNr));
        Assert.Equal(10, highest);
    }

    [Fact]
    public void Journal_should_answer_its_health()
    {
        Journal.Tell(new CheckJournalHealth(CancellationToken.None), TestActor);

        Assert.Equal(PersistenceHealthStatus.Healthy, ExpectMsg<JournalHealthCheckResponse>().Result.Status);
    }
}
