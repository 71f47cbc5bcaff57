using Akka.Persistence;
using Akka.Persistence.Fsm;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What Akka's compatibility kit asks of stored snapshots, in each life of their log.</summary>
public abstract class SnapshotSerializationKit(Life life) : SnapshotSpec(life)
{
    [Fact]
    public void Store_should_serialize_with_a_type_as_manifest() => Returns(new Typed("text"));

    [Fact]
    public void Store_should_serialize_with_a_manifest_of_the_serializer() => Returns(new Named("text"));

    [Fact]
    public void Store_should_serialize_deliveries_at_least_once() =>
        Returns(new AtLeastOnceDeliverySnapshot(17, [new UnconfirmedDelivery(1, TestActor.Path, "one"), new UnconfirmedDelivery(2, TestActor.Path, "two")]));

    [Fact]
    public void Store_should_serialize_deliveries_of_which_none_is_unconfirmed() => Returns(new AtLeastOnceDeliverySnapshot(13, []));

    [Fact]
    public void Store_should_serialize_persistent_fsms() => Returns(new PersistentFSM.PersistentFSMSnapshot<string>("mystate", "mydata", TimeSpan.FromDays(4)));

    // Beyond the kit.

    [Fact]
    public void Store_should_embed_lines_of_json() => Returns(new Note("\"quoted\", \u00e4 and \u2028"));

    private void Returns(object snapshot)
    {
        var metadata = Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), snapshot);
        LiveOn();
        Assert.Equal(new SelectedSnapshot(metadata, snapshot), Load(SnapshotSelectionCriteria.Latest));
    }

    public sealed class Straight() : SnapshotSerializationKit(Life.Straight);

    public sealed class Restarted() : SnapshotSerializationKit(Life.Restarted);

    public sealed class Crashed() : SnapshotSerializationKit(Life.Crashed);

    public sealed class Compacted() : SnapshotSerializationKit(Life.Compacted);

    public sealed class CompactedAndCrashed() : SnapshotSerializationKit(Life.CompactedAndCrashed);
}
