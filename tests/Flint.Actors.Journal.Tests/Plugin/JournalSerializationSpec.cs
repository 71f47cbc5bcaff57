using Akka.Persistence;
using Akka.Persistence.Fsm;
using Akka.Persistence.Journal;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>What Akka's compatibility kit asks of stored payloads, and what embedded JSON adds to it.</summary>
public sealed class JournalSerializationSpec() : PluginSpec($$"""
    akka.persistence.journal.flint {
      event-adapters {
        renaming = "{{typeof(RenamingAdapter).FullName}}, Flint.Actors.Journal.Tests"
        splitting = "{{typeof(SplittingAdapter).FullName}}, Flint.Actors.Journal.Tests"
      }
      event-adapter-bindings {
        "{{typeof(Domain).FullName}}, Flint.Actors.Journal.Tests" = renaming
        "{{typeof(Pair).FullName}}, Flint.Actors.Journal.Tests" = splitting
      }
    }
    """)
{
    public sealed record Domain(string Name);

    public sealed record Pair(string First, string Second);

    [Fact]
    public void Journal_should_bring_back_an_event_with_its_writer_and_without_its_sender()
    {
        var sent = new WithRef(TestActor);
        Stored(Event(sent, 6, sender: TestActor, writer: Writer));

        var replayed = Assert.Single(Replayed().Events);

        Assert.Equal(sent, replayed.Payload);
        Assert.Equal(Writer, replayed.WriterGuid);
        Assert.Equal("p-1", replayed.PersistenceId);
        Assert.Equal(6, replayed.SequenceNr);
        Assert.Null(replayed.Sender);
    }

    [Fact]
    public void Journal_should_serialize_with_a_type_as_manifest()
    {
        Stored(Event(new Typed("text"), 1));

        Assert.Equal(new Typed("text"), Assert.Single(Replayed().Events).Payload);
    }

    [Fact]
    public void Journal_should_embed_lines_of_json()
    {
        Stored(Event(new Note("\"quoted\", \u00e4 and \u2028"), 1));

        Assert.Equal(new Note("\"quoted\", \u00e4 and \u2028"), Assert.Single(Replayed().Events).Payload);
    }

    [Fact]
    public void Journal_should_keep_the_adapters_manifest_apart_from_the_serializers()
    {
        Stored(Event(new Domain("first"), 1));

        var replayed = Assert.Single(Replayed().Events);

        Assert.Equal("First-Manifest", replayed.Manifest);
        Assert.Equal(new Domain("FIRST"), replayed.Payload);
    }

    [Fact]
    public void Journal_should_replay_as_many_events_as_an_adapter_makes_of_one()
    {
        Stored(Event(new Pair("left", "right"), 1), Event(new Pair("", ""), 2), Event("plain", 3));

        Assert.Equal<object>(["left", "right", "plain"], Replayed().Events.Select(e => e.Payload));
    }

    [Fact]
    public void Journal_should_store_the_manifest_of_an_event_that_brings_its_own()
    {
        Stored(new Persistent("payload", 1, "p-1", "own-manifest"));

        Assert.Equal("own-manifest", Assert.Single(Replayed().Events).Manifest);
    }

    [Fact]
    public void Journal_should_serialize_state_changes_of_persistent_fsms()
    {
        var change = new PersistentFSM.StateChangeEvent("init", TimeSpan.FromSeconds(342));
        Stored(Event(change, 1));

        var replayed = Assert.IsType<PersistentFSM.StateChangeEvent>(Assert.Single(Replayed().Events).Payload);
        Assert.Equal(change.StateIdentifier, replayed.StateIdentifier);
        Assert.Equal(change.Timeout, replayed.Timeout);
    }

    /// <summary>Stores a name in lower case under a manifest of its own, tagged, and brings it back in upper case.</summary>
    public sealed class RenamingAdapter : IEventAdapter
    {
        public string Manifest(object evt) => "First-Manifest";

        public object ToJournal(object evt) => new Tagged(evt, ["tag"]);

        public IEventSequence FromJournal(object evt, string manifest) =>
            EventSequence.Single(manifest == "First-Manifest" ? new Domain(((Domain)evt).Name.ToUpperInvariant()) : evt);
    }

    /// <summary>Makes two events of a pair, none of an empty one.</summary>
    public sealed class SplittingAdapter : IReadEventAdapter
    {
        public IEventSequence FromJournal(object evt, string manifest) =>
            evt is Pair { First: "" } ? EventSequence.Empty : EventSequence.Create(((Pair)evt).First, ((Pair)evt).Second);
    }
}
