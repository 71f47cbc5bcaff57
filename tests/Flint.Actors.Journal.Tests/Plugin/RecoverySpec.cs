using Akka.Actor;
using Akka.Persistence;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Real persistent actors, across systems over one directory.</summary>
public sealed class RecoverySpec : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly string _directory = PluginSpec.NewDirectory();

    [Theory]
    [InlineData("flint.sync = always")]
    [InlineData("flint.sync = batch")]
    public async Task Actor_should_recover_in_the_next_system(string hocon)
    {
        await Run(hocon, async counter =>
        {
            Assert.Equal(1, await counter.Ask<int>(1, Soon));
            Assert.Equal(3, await counter.Ask<int>(2, Soon));
            Assert.Equal("saved", await counter.Ask<string>("save", Soon));
            Assert.Equal(7, await counter.Ask<int>(4, Soon));
        });

        await Run(hocon, async counter =>
        {
            Assert.Equal("7 by 1 snapshot and 1 event", await counter.Ask<string>("how", Soon));
            Assert.Equal("deleted", await counter.Ask<string>("delete", Soon));
        });

        await Run(hocon, async counter => Assert.Equal("7 by 1 snapshot and 1 event", await counter.Ask<string>("how", Soon)));
    }

    [Fact]
    public async Task Many_actors_should_recover_in_the_next_system()
    {
        const int actors = 300;
        for (var round = 1; round <= 2; round++)
        {
            await WithSystem("", async system =>
            {
                var counters = Enumerable.Range(0, actors).Select(i => system.ActorOf(Props.Create<Counter>($"counter-{i}"))).ToArray();
                var answers = await Task.WhenAll(counters.SelectMany((counter, i) => new[] { counter.Ask<int>(i, Soon), counter.Ask<int>(i, Soon) }));
                for (var i = 0; i < actors; i++)
                    Assert.Equal(2 * round * i, answers[(2 * i) + 1]);
            });
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Task Run(string hocon, Func<IActorRef, Task> test) => WithSystem(hocon, system => test(system.ActorOf(Props.Create<Counter>("counter"))));

    private async Task WithSystem(string hocon, Func<ActorSystem, Task> test)
    {
        var system = ActorSystem.Create("recovery", PluginSpec.ConfigOf(_directory, hocon));
        try
        {
            await test(system);
        }
        finally
        {
            var closed = FlintLogs.For(system).Closed;
            await system.Terminate();
            await closed;
        }
    }

    /// <summary>Adds up what it is told, with a deferred answer.</summary>
    private sealed class Counter(string persistenceId) : UntypedPersistentActor
    {
        private int _sum;
        private int _snapshots;
        private int _events;
        private IActorRef _asker = ActorRefs.Nobody;

        public override string PersistenceId => persistenceId;

        protected override void OnRecover(object message)
        {
            switch (message)
            {
                case SnapshotOffer offer:
                    (_sum, _snapshots) = ((int)(long)offer.Snapshot, _snapshots + 1);
                    break;
                case Note note:
                    (_sum, _events) = (_sum + int.Parse(note.Text, null), _events + 1);
                    break;
            }
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case int number:
                    PersistAsync(new Note($"{number}"), note => _sum += int.Parse(note.Text, null));
                    DeferAsync(number, _ => Sender.Tell(_sum));
                    break;
                case "save":
                    _asker = Sender;
                    SaveSnapshot((long)_sum);
                    break;
                case SaveSnapshotSuccess:
                    _asker.Tell("saved");
                    break;
                case "delete":
                    _asker = Sender;
                    DeleteMessages(2);
                    break;
                case DeleteMessagesSuccess:
                    _asker.Tell("deleted");
                    break;
                case "how":
                    Sender.Tell($"{_sum} by {_snapshots} snapshot and {_events} event");
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
