using Akka.Persistence;
using Akka.Persistence.Fsm;
using Akka.Persistence.Journal;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What Akka's compatibility kit asks of stored events, in each life of their log.</summary>
public abstract class JournalSerializationKit(Life life) : LifeSpec(life, $$"""
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
    public void Journal_should_serialize_with_a_type_as_manifest() => Assert.Equal(new Typed("text"), Returned(new Typed("text")).Payload);

    [Fact]
    public void Journal_should_serialize_with_a_manifest_of_the_serializer() => Assert.Equal(new Named("text"), Returned(new Named("text")).Payload);

    [Fact]
    public void Journal_should_keep_the_adapters_manifest_apart_from_the_serializers()
    {
        var replayed = Returned(new Domain("first"));

        Assert.Equal("First-Manifest", replayed.Manifest);
        Assert.Equal(new Domain("FIRST"), replayed.Payload);
    }

    [Fact]
    public void Journal_should_serialize_state_changes_of_persistent_fsms()
    {
        var change = new PersistentFSM.StateChangeEvent("init", TimeSpan.FromSeconds(342));

        var replayed = Assert.IsType<PersistentFSM.StateChangeEvent>(Returned(change).Payload);

        Assert.Equal(change.StateIdentifier, replayed.StateIdentifier);
        Assert.Equal(change.Timeout, replayed.Timeout);
    }

    // Beyond the kit.

    [Fact]
    public void Journal_should_embed_lines_of_json()
    {
        var note = new Note("\"quoted\", \u00e4 and \u2028");

        Assert.Equal(note, Returned(note).Payload);
    }

    [Fact]
    public void Journal_should_replay_as_many_events_as_an_adapter_makes_of_one()
    {
        Stored(Event(new Pair("left", "right"), 1), Event(new Pair("", ""), 2), Event("plain", 3));
        LiveOn();

        Assert.Equal<object>(["left", "right", "plain"], Replayed().Events.Select(e => e.Payload));
    }

    [Fact]
    public void Journal_should_store_the_manifest_of_an_event_that_brings_its_own()
    {
        Stored(new Persistent("payload", 1, "p-1", "own-manifest"));
        LiveOn();

        Assert.Equal("own-manifest", Assert.Single(Replayed().Events).Manifest);
    }

    private IPersistentRepresentation Returned(object payload)
    {
        Stored(Event(payload, 1));
        LiveOn();
        return Assert.Single(Replayed().Events);
    }

    public sealed class Straight() : JournalSerializationKit(Life.Straight);

    public sealed class Restarted() : JournalSerializationKit(Life.Restarted);

    public sealed class Crashed() : JournalSerializationKit(Life.Crashed);

    public sealed class Compacted() : JournalSerializationKit(Life.Compacted);

    public sealed class CompactedAndCrashed() : JournalSerializationKit(Life.CompactedAndCrashed);

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
