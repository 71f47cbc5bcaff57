using Akka.Persistence;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What Akka's compatibility kit asks of a snapshot store, in each life of its log.</summary>
public abstract class SnapshotStoreKit : SnapshotSpec
{
    private readonly SnapshotMetadata[] _saved;

    protected SnapshotStoreKit(Life life) : base(life)
    {
        var start = Sys.Scheduler.Now.UtcDateTime;
        _saved = [.. Enumerable.Range(1, 5).Select(i => Save(new SnapshotMetadata("p-1", 10 + i, start.AddMilliseconds(i)), $"s-{i}"))];
        LiveOn();
    }

    [Fact]
    public void Store_should_have_no_snapshot_of_an_unknown_actor()
    {
        Assert.Null(Load(SnapshotSelectionCriteria.Latest, to: 13, persistenceId: "nobody"));
        Assert.Null(Load(SnapshotSelectionCriteria.None));
    }

    [Fact]
    public void Store_should_load_none_that_is_younger_than_the_criteria() => Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, new DateTime(100_000))));

    [Fact]
    public void Store_should_load_none_whose_number_is_above_the_bound()
    {
        Assert.Null(Load(new SnapshotSelectionCriteria(7)));
        Assert.Null(Load(SnapshotSelectionCriteria.Latest, to: 7));
    }

    [Fact]
    public void Store_should_load_none_below_the_least_number_and_time()
    {
        Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, DateTime.MaxValue, minSequenceNr: 16)));
        Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, DateTime.MaxValue, 0, _saved[4].Timestamp.AddTicks(1))));
    }

    [Fact]
    public void Store_should_load_the_latest() => Loads(5, SnapshotSelectionCriteria.Latest);

    [Fact]
    public void Store_should_load_the_latest_up_to_a_number()
    {
        Loads(3, new SnapshotSelectionCriteria(13));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(SnapshotSelectionCriteria.Latest, to: 13));
    }

    [Fact]
    public void Store_should_load_the_latest_up_to_a_number_and_a_time()
    {
        Loads(3, new SnapshotSelectionCriteria(13, _saved[2].Timestamp));
        Loads(3, new SnapshotSelectionCriteria(long.MaxValue, _saved[2].Timestamp));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(long.MaxValue, _saved[2].Timestamp), to: 13));
    }

    [Fact]
    public void Store_should_delete_one_snapshot_by_number_and_time()
    {
        Delete(_saved[2]);
        LiveOn();

        Loads(2, new SnapshotSelectionCriteria(13));
        Loads(5, SnapshotSelectionCriteria.Latest);
    }

    [Fact]
    public void Store_should_delete_one_snapshot_by_number_alone()
    {
        Delete(new SnapshotMetadata("p-1", 13, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)));
        LiveOn();

        Loads(2, new SnapshotSelectionCriteria(13));
    }

    [Fact]
    public void Store_should_not_delete_a_snapshot_younger_than_the_time_given()
    {
        Delete(new SnapshotMetadata("p-1", 13, _saved[2].Timestamp.AddSeconds(-2)));
        LiveOn();

        Loads(3, new SnapshotSelectionCriteria(13));
    }

    [Fact]
    public void Store_should_delete_what_the_criteria_select()
    {
        Delete(new SnapshotSelectionCriteria(13, _saved[2].Timestamp));
        LiveOn();

        Assert.Null(Load(new SnapshotSelectionCriteria(13, _saved[2].Timestamp)));
        Loads(4, new SnapshotSelectionCriteria(14, _saved[3].Timestamp));
    }

    [Fact]
    public void Store_should_not_delete_what_is_a_tick_younger_than_the_criteria()
    {
        Delete(new SnapshotSelectionCriteria(14, _saved[3].Timestamp.AddTicks(-1)));
        LiveOn();

        Loads(4, new SnapshotSelectionCriteria(14, _saved[3].Timestamp));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Store_should_overwrite_a_snapshot_of_the_same_number(int later)
    {
        var again = new SnapshotMetadata("p-1", 15, _saved[4].Timestamp.AddSeconds(later));
        Save(again, "s-5-modified");
        LiveOn();

        Assert.Equal(new SelectedSnapshot(again, "s-5-modified"), Load(SnapshotSelectionCriteria.Latest));
        Delete(again);
        LiveOn();
        Loads(4, SnapshotSelectionCriteria.Latest);
    }

    [Fact]
    public void Store_should_keep_a_big_snapshot()
    {
        var big = new byte[10_000];
        new Random(1).NextBytes(big);
        Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), big);
        LiveOn();

        Assert.Equal(big, Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
    }

    [Fact]
    public void Store_should_bring_back_a_snapshot_with_a_reference()
    {
        var sent = new WithRef(TestActor);
        Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), sent);
        LiveOn();

        // The actor itself may be gone.
        Assert.Equal(sent.Ref.Path.ToString(), Assert.IsType<WithRef>(Load(SnapshotSelectionCriteria.Latest)!.Snapshot).Ref.Path.ToString());
    }

    // Beyond the kit.

    [Fact]
    public void Store_should_stamp_a_snapshot_that_has_no_time()
    {
        var stamped = Save(new SnapshotMetadata("p-2", 1, DateTime.MinValue), "state");
        LiveOn();

        Assert.NotEqual(DateTime.MinValue, stamped.Timestamp);
        Assert.Equal(stamped, Load(SnapshotSelectionCriteria.Latest, persistenceId: "p-2")!.Metadata);
    }

    [Fact]
    public void Store_should_fail_a_snapshot_that_cannot_be_serialized()
    {
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), new Unwritable()), asker.Ref);

        Assert.Equal(100, asker.ExpectMsg<SaveSnapshotFailure>().Metadata.SequenceNr);
        LiveOn();
        Loads(5, SnapshotSelectionCriteria.Latest);
    }

    [Fact]
    public void Store_should_answer_its_health()
    {
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), asker.Ref);

        Assert.Equal(PersistenceHealthStatus.Healthy, asker.ExpectMsg<SnapshotStoreHealthCheckResponse>().Result.Status);
    }

    private void Loads(int which, SnapshotSelectionCriteria criteria) => Assert.Equal(new SelectedSnapshot(_saved[which - 1], $"s-{which}"), Load(criteria));

    public sealed class Straight() : SnapshotStoreKit(Life.Straight);

    public sealed class Restarted() : SnapshotStoreKit(Life.Restarted);

    public sealed class Crashed() : SnapshotStoreKit(Life.Crashed);

    public sealed class Compacted() : SnapshotStoreKit(Life.Compacted);

    public sealed class CompactedAndCrashed() : SnapshotStoreKit(Life.CompactedAndCrashed);
}
