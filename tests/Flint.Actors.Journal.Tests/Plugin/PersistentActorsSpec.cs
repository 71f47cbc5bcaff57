using System.Globalization;
using Akka.Actor;
using Akka.Persistence;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Persistent actors as they are written: acknowledgements find their handlers by position alone, and bring them their sender.</summary>
public sealed class PersistentActorsSpec : PluginSpec
{
    private readonly MemoryDisk _disk;

    public PersistentActorsSpec() : this(new MemoryDisk())
    {
    }

    private PersistentActorsSpec(MemoryDisk disk) : base("memory", "", LogEngine.Open(disk.Open(), LogDriver.Always)) => _disk = disk;

    [Fact]
    public void A_thousand_actors_should_handle_what_they_persist_in_order_and_in_the_name_of_each_commander()
    {
        const int actors = 1_000;
        const int commands = 10;
        IActorRef[] commanders = [.. Enumerable.Range(0, 3).Select(_ => CreateTestProbe().Ref)];
        var recorders = Enumerable.Range(0, actors).Select(i => Sys.ActorOf(Props.Create<Recorder>($"recorder-{i}"))).ToArray();
        // Interleaved: round after round, each actor's next command, from another commander than the one before.
        for (var command = 0; command < commands; command++)
        {
            for (var i = 0; i < actors; i++)
                recorders[i].Tell(command, commanders[(command + i) % commanders.Length]);
        }

        for (var i = 0; i < actors; i++)
        {
            recorders[i].Tell("tell", TestActor);
            var handled = ExpectMsg<IReadOnlyList<(string, IActorRef)>>();
            Assert.Equal(Enumerable.Range(0, commands).SelectMany(command => Texts(command).Select(text => (text, commanders[(command + i) % commanders.Length]))), handled);
        }

        BeginAnew(() => LogEngine.Open(_disk.PowerCut().Open(), LogDriver.Always));
        var stored = Enumerable.Range(0, commands).Where(command => Way(command) != 4).SelectMany(Texts).ToArray();
        foreach (var i in new[] { 0, 1, 499, 999 })
            Assert.Equal(stored, Replayed(persistenceId: $"recorder-{i}").Events.Select(e => (string)e.Payload));
    }

    [Fact]
    public void Deferred_messages_should_wait_for_the_event_before_them_and_need_no_event_of_their_own()
    {
        var recorder = Sys.ActorOf(Props.Create<Recorder>("recorder"));
        recorder.Tell("tell", TestActor);
        Assert.Empty(ExpectMsg<IReadOnlyList<(string, IActorRef)>>());
        using (_disk.Hold = new SyncHold())
        {
            recorder.Tell(1, TestActor); // PersistAsync
            _disk.Hold.WaitForSync();
            recorder.Tell(4, TestActor); // DeferAsync, twice: the next batch holds nothing else
            recorder.Tell(9, TestActor);
            recorder.Tell("tell", TestActor);
            AwaitJournal();
            Assert.False(HasMessages);
        }

        Assert.Equal(["1", "4", "9"], ExpectMsg<IReadOnlyList<(string Text, IActorRef)>>().Select(handled => handled.Text));
        Assert.Equal(["1"], Replayed(persistenceId: "recorder").Events.Select(e => e.Payload));
    }

    [Fact]
    public void Actor_that_begins_anew_should_recover_what_is_still_on_its_way_to_the_disk()
    {
        var first = Sys.ActorOf(Props.Create<Recorder>("recorder"));
        first.Tell("tell", TestActor);
        ExpectMsg<IReadOnlyList<(string, IActorRef)>>();
        using (_disk.Hold = new SyncHold())
        {
            first.Tell(1, TestActor);
            _disk.Hold.WaitForSync();
            Watch(first);
            Sys.Stop(first);
            ExpectTerminated(first);

            var second = Sys.ActorOf(Props.Create<Recorder>("recorder"));
            second.Tell(6, TestActor);
            _disk.Hold.LetOne();
            _disk.Hold.WaitForSync();
            _disk.Hold.LetOne();
            second.Tell("tell", TestActor);
            Assert.Equal(["recovered 1", "6"], ExpectMsg<IReadOnlyList<(string Text, IActorRef)>>().Select(handled => handled.Text));
        }

        // A number used twice would have failed the write and stopped the actor.
        Assert.Equal([1L, 2L], Replayed(persistenceId: "recorder").Events.Select(e => e.SequenceNr));
    }

    private static int Way(int command) => command % 5;

    private static string[] Texts(int command) => Way(command) is 2 or 3 ? [$"{command}", $"{command}'"] : [$"{command}"];

    /// <summary>Persists or defers each number it is told, in one of five ways, and records what its handlers were called with.</summary>
    private sealed class Recorder(string persistenceId) : UntypedPersistentActor
    {
        private readonly List<(string Text, IActorRef Sender)> _handled = [];

        public override string PersistenceId => persistenceId;

        protected override void OnRecover(object message)
        {
            if (message is string text)
                _handled.Add(($"recovered {text}", ActorRefs.Nobody));
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case int command:
                    Do(command, Texts(command));
                    break;
                case "tell":
                    DeferAsync(message, _ => Sender.Tell((IReadOnlyList<(string, IActorRef)>)[.. _handled]));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private void Do(int command, string[] texts)
        {
            switch (Way(command))
            {
                case 0:
                    Persist(texts[0], Handle);
                    break;
                case 1:
                    PersistAsync(texts[0], Handle);
                    break;
                case 2:
                    PersistAll(texts, Handle);
                    break;
                case 3:
                    PersistAllAsync(texts, Handle);
                    break;
                default:
                    DeferAsync(command, it => Handle(it.ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        private void Handle(string text) => _handled.Add((text, Sender));
    }
}
