using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>An actor system whose journal and snapshot store write to a directory of its own, deleted when the test is over.</summary>
public abstract class PluginSpec : TestKit
{
    protected const int Instance = 7;

    private readonly string _hocon;

    protected PluginSpec(string hocon = "") : this(NewDirectory(), hocon)
    {
    }

    private protected PluginSpec(string directory, string hocon, LogEngine? log = null)
        : base(ConfigOf(directory, hocon), "plugin")
    {
        (DataDirectory, _hocon) = (directory, hocon);
        if (log is not null)
            FlintLogs.For(Sys).Adopt(directory, log);
    }

    protected string DataDirectory { get; }

    protected IActorRef Journal => Persistence.Instance.Apply(Sys).JournalFor(null);

    protected IActorRef SnapshotStore => Persistence.Instance.Apply(Sys).SnapshotStoreFor(null);

    /// <summary>The log that the plugins share.</summary>
    protected LogEngine Engine => FlintLogs.For(Sys).Open(LogConfig.Read(Sys.Settings.Config, null));

    protected string Writer { get; } = Guid.NewGuid().ToString();

    internal static string NewDirectory() => Path.Combine(Path.GetTempPath(), "flint-" + Guid.NewGuid().ToString("N"));

    internal static Config ConfigOf(string directory, string hocon = "") => ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString($$"""
        akka.stdout-loglevel = OFF
        akka.loglevel = ERROR
        akka.test.single-expect-default = 30s
        akka.extensions = ["Flint.Actors.Journal.Plugin.FlintLogsProvider, Flint.Actors.Journal"]
        akka.persistence.publish-plugin-commands = on
        akka.persistence.journal.plugin = "akka.persistence.journal.flint"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.flint"
        akka.actor {
          serializers {
            with-ref = "Flint.Actors.Journal.Tests.Plugin.WithRefSerializer, Flint.Actors.Journal.Tests"
            typed = "Flint.Actors.Journal.Tests.Plugin.TypedSerializer, Flint.Actors.Journal.Tests"
            named = "Flint.Actors.Journal.Tests.Plugin.NamedSerializer, Flint.Actors.Journal.Tests"
            note = "Flint.Actors.Journal.Tests.Plugin.NoteSerializer, Flint.Actors.Journal.Tests"
          }
          serialization-bindings {
            "Flint.Actors.Journal.Tests.Plugin.WithRef, Flint.Actors.Journal.Tests" = with-ref
            "Flint.Actors.Journal.Tests.Plugin.Typed, Flint.Actors.Journal.Tests" = typed
            "Flint.Actors.Journal.Tests.Plugin.Unwritable, Flint.Actors.Journal.Tests" = typed
            "Flint.Actors.Journal.Tests.Plugin.Named, Flint.Actors.Journal.Tests" = named
            "Flint.Actors.Journal.Tests.Plugin.Note, Flint.Actors.Journal.Tests" = note
          }
        }
        flint.data-dir = "{{directory.Replace("\\", "\\\\", StringComparison.Ordinal)}}"
        """)).WithFallback(DefaultConfig);

    protected static Persistent Event(object payload, long number, string persistenceId = "p-1", IActorRef? sender = null, string? writer = null) =>
        new(payload, number, persistenceId, string.Empty, isDeleted: false, sender, writer);

    protected Persistent[] Events(int from, int to, string persistenceId = "p-1", IActorRef? sender = null) =>
        [.. Enumerable.Range(from, to - from + 1).Select(n => Event($"a-{n}", n, persistenceId, sender, Writer))];

    /// <summary>Has the journal begin anew: what it was sent is no request at all, which no journal survives.</summary>
    protected void RestartJournal() => Journal.Tell(new WriteMessages(null, TestActor, Instance), TestActor);

    /// <summary>Sends the envelopes as one request of the probe.</summary>
    protected void Write(TestProbe actor, params IPersistentEnvelope[] messages) => Journal.Tell(new WriteMessages(messages, actor.Ref, Instance));

    /// <summary>Until the journal has seen all that was sent to it before: this is behind it in the mailbox, and is answered.</summary>
    protected void AwaitJournal()
    {
        Journal.Tell(new CheckJournalHealth(CancellationToken.None), TestActor);
        ExpectMsg<JournalHealthCheckResponse>();
    }

    /// <summary>Does it in one turn of the journal, so that all that is sent to the journal in it stands in its mailbox together.</summary>
    protected void InTurn(Action send) => Journal.Tell(new CheckJournalHealth(CancellationToken.None), new Asker(send));

    /// <summary>Stores the events, one write each.</summary>
    protected void Stored(params Persistent[] events)
    {
        var actor = CreateTestProbe();
        Write(actor, [.. events.Select(e => new AtomicWrite(e))]);
        actor.ExpectMsg<WriteMessagesSuccessful>();
        foreach (var stored in events)
            Assert.Equal(stored.SequenceNr, actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
    }

    /// <summary>What the replay brings, and the highest number it ends with.</summary>
    protected (IPersistentRepresentation[] Events, long Highest) Replayed(long from = 0, long to = long.MaxValue, long max = long.MaxValue, string persistenceId = "p-1")
    {
        var actor = CreateTestProbe();
        Journal.Tell(new ReplayMessages(from, to, max, persistenceId, actor.Ref));
        var events = new List<IPersistentRepresentation>();
        while (true)
        {
            switch (actor.ReceiveOne(RemainingOrDefault))
            {
                case ReplayedMessage replayed:
                    Assert.Equal(ActorRefs.NoSender, actor.LastSender is { } sender && !sender.Equals(Sys.DeadLetters) ? sender : ActorRefs.NoSender);
                    events.Add(replayed.Persistent);
                    break;
                case RecoverySuccess success:
                    return ([.. events], success.HighestSequenceNr);
                case var other:
                    throw new Xunit.Sdk.XunitException($"not a replay: {other}");
            }
        }
    }

    /// <summary>Ends the system with its logs; what comes is asked of another one, of the same name, over the log given.</summary>
    private protected void BeginAnew(Func<LogEngine> open)
    {
        var closed = FlintLogs.For(Sys).Closed;
        Shutdown();
        AwaitClosed(closed);
        InitializeTest(null, ConfigOf(DataDirectory, _hocon), "plugin", null);
        FlintLogs.For(Sys).Adopt(DataDirectory, open());
    }

    protected override void Dispose(bool disposing)
    {
        var closed = FlintLogs.For(Sys).Closed;
        base.Dispose(disposing);   // terminates the system
        AwaitClosed(closed);
        if (Directory.Exists(DataDirectory))
            Directory.Delete(DataDirectory, recursive: true);
    }

    private static void AwaitClosed(Task closed) => Assert.True(Task.WhenAny(closed).Wait(TimeSpan.FromSeconds(30)), "the logs were not closed");

    // Is told its answer on the thread of who answers.
    private sealed class Asker(Action onAnswer) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "asker";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => onAnswer();
    }
}
