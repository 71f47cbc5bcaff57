using Akka.Persistence;
using Akka.Persistence.Fsm;
using Akka.TestKit;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>What Akka's compatibility kit asks of a snapshot store.</summary>
public sealed class SnapshotStoreSpec : PluginSpec
{
    private readonly TestProbe _asker;
    private readonly TestProbe _subscriber;
    private readonly SnapshotMetadata[] _saved;

    public SnapshotStoreSpec()
    {
        (_asker, _subscriber) = (CreateTestProbe(), CreateTestProbe());
        var start = Sys.Scheduler.Now.UtcDateTime;
        _saved = [.. Enumerable.Range(1, 5).Select(i => Save(new SnapshotMetadata("p-1", 10 + i, start.AddMilliseconds(i)), $"s-{i}"))];
    }

    [Fact]
    public void Store_should_have_no_snapshot_of_an_unknown_actor()
    {
        Assert.Null(Load(SnapshotSelectionCriteria.Latest, persistenceId: "nobody"));
        Assert.Null(Load(SnapshotSelectionCriteria.None));
    }

    [Fact]
    public void Store_should_not_load_what_the_criteria_leave_out()
    {
        Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, new DateTime(100_000))));
        Assert.Null(Load(new SnapshotSelectionCriteria(7)));
        Assert.Null(Load(SnapshotSelectionCriteria.Latest, to: 7));
        Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, DateTime.MaxValue, minSequenceNr: 16)));
        Assert.Null(Load(new SnapshotSelectionCriteria(long.MaxValue, DateTime.MaxValue, 0, _saved[4].Timestamp.AddTicks(1))));
    }

    [Fact]
    public void Store_should_load_the_latest_within_the_criteria()
    {
        Assert.Equal(new SelectedSnapshot(_saved[4], "s-5"), Load(SnapshotSelectionCriteria.Latest));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(13)));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(SnapshotSelectionCriteria.Latest, to: 13));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(13, _saved[2].Timestamp)));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(long.MaxValue, _saved[2].Timestamp), to: 13));
        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(long.MaxValue, _saved[2].Timestamp)));
    }

    [Fact]
    public void Store_should_delete_one_snapshot_by_number_and_time()
    {
        Delete(_saved[2]);

        Assert.Equal(new SelectedSnapshot(_saved[1], "s-2"), Load(new SnapshotSelectionCriteria(13)));
        Assert.Equal(new SelectedSnapshot(_saved[4], "s-5"), Load(SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public void Store_should_delete_one_snapshot_by_number_alone()
    {
        Delete(new SnapshotMetadata("p-1", 13, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)));

        Assert.Equal(new SelectedSnapshot(_saved[1], "s-2"), Load(new SnapshotSelectionCriteria(13)));
    }

    [Fact]
    public void Store_should_not_delete_a_snapshot_younger_than_the_time_given()
    {
        Delete(new SnapshotMetadata("p-1", 13, _saved[2].Timestamp.AddSeconds(-2)));

        Assert.Equal(new SelectedSnapshot(_saved[2], "s-3"), Load(new SnapshotSelectionCriteria(13)));
    }

    [Fact]
    public void Store_should_delete_what_the_criteria_select()
    {
        Delete(new SnapshotSelectionCriteria(13, _saved[2].Timestamp));

        Assert.Null(Load(new SnapshotSelectionCriteria(13, _saved[2].Timestamp)));
        Assert.Equal(new SelectedSnapshot(_saved[3], "s-4"), Load(new SnapshotSelectionCriteria(14, _saved[3].Timestamp)));
    }

    [Fact]
    public void Store_should_not_delete_what_is_a_tick_younger_than_the_criteria()
    {
        Delete(new SnapshotSelectionCriteria(14, _saved[3].Timestamp.AddTicks(-1)));

        Assert.Equal(new SelectedSnapshot(_saved[3], "s-4"), Load(new SnapshotSelectionCriteria(14, _saved[3].Timestamp)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Store_should_overwrite_a_snapshot_of_the_same_number(int later)
    {
        var again = new SnapshotMetadata("p-1", 15, _saved[4].Timestamp.AddSeconds(later));

        Save(again, "s-5-modified");

        Assert.Equal(new SelectedSnapshot(again, "s-5-modified"), Load(SnapshotSelectionCriteria.Latest));
        Delete(again);
        Assert.Equal(new SelectedSnapshot(_saved[3], "s-4"), Load(SnapshotSelectionCriteria.Latest));
    }

    [Fact]
    public void Store_should_answer_two_saves_of_one_number()
    {
        var metadata = new SnapshotMetadata("p-2", 1, DateTime.UtcNow);

        SnapshotStore.Tell(new SaveSnapshot(metadata, "a"), _asker.Ref);
        SnapshotStore.Tell(new SaveSnapshot(metadata, "b"), _asker.Ref);

        _asker.ExpectMsg<SaveSnapshotSuccess>();
        _asker.ExpectMsg<SaveSnapshotSuccess>();
        Assert.Equal("b", Load(SnapshotSelectionCriteria.Latest, persistenceId: "p-2")!.Snapshot);
    }

    [Fact]
    public void Store_should_keep_the_last_of_a_burst()
    {
        const int burst = 200;
        for (var i = 1; i <= burst; i++)
            SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-2", 1, _saved[0].Timestamp.AddTicks(i)), i), _asker.Ref);

        for (var i = 1; i <= burst; i++)
            Assert.Equal(_saved[0].Timestamp.AddTicks(i), _asker.ExpectMsg<SaveSnapshotSuccess>().Metadata.Timestamp);
        Assert.Equal(burst, Convert.ToInt32(Load(SnapshotSelectionCriteria.Latest, persistenceId: "p-2")!.Snapshot, null));
        Assert.Single(FlintLogs.For(Sys).Open(LogConfig.Read(Sys.Settings.Config, null)).Snapshots("p-2"));
    }

    [Fact]
    public void Store_should_stamp_a_snapshot_that_has_no_time()
    {
        var stamped = Save(new SnapshotMetadata("p-2", 1, DateTime.MinValue), "state");

        Assert.NotEqual(DateTime.MinValue, stamped.Timestamp);
        Assert.Equal(stamped, Load(SnapshotSelectionCriteria.Latest, persistenceId: "p-2")!.Metadata);
    }

    [Fact]
    public void Store_should_keep_a_big_snapshot()
    {
        var big = new byte[10_000];
        new Random(1).NextBytes(big);

        Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), big);

        Assert.Equal(big, Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
    }

    [Fact]
    public void Store_should_bring_back_each_kind_of_payload()
    {
        object[] payloads = [new WithRef(TestActor), new Typed("text"), new Note("line"), 42L];
        foreach (var payload in payloads)
        {
            Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), payload);
            Assert.Equal(payload, Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
        }
    }

    [Fact]
    public void Store_should_bring_back_at_least_once_deliveries_and_persistent_fsms()
    {
        var unconfirmed = new UnconfirmedDelivery(1, TestActor.Path, "message");
        foreach (var deliveries in new[] { new AtLeastOnceDeliverySnapshot(17, [unconfirmed]), new AtLeastOnceDeliverySnapshot(13, []) })
        {
            Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), deliveries);
            Assert.Equal(deliveries, Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
        }
        var machine = new PersistentFSM.PersistentFSMSnapshot<string>("mystate", "mydata", TimeSpan.FromDays(4));
        Save(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), machine);
        Assert.Equal(machine, Load(SnapshotSelectionCriteria.Latest)!.Snapshot);
    }

    [Fact]
    public void Store_should_fail_a_snapshot_that_cannot_be_serialized()
    {
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 100, DateTime.UtcNow), new Unwritable()), _asker.Ref);

        Assert.Equal(100, _asker.ExpectMsg<SaveSnapshotFailure>().Metadata.SequenceNr);
        Assert.Equal(_saved[4], Load(SnapshotSelectionCriteria.Latest)!.Metadata);
    }

    [Fact]
    public void Store_should_answer_its_health()
    {
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), _asker.Ref);

        Assert.Equal(PersistenceHealthStatus.Healthy, _asker.ExpectMsg<SnapshotStoreHealthCheckResponse>().Result.Status);
    }

    private SnapshotMetadata Save(SnapshotMetadata metadata, object snapshot)
    {
        SnapshotStore.Tell(new SaveSnapshot(metadata, snapshot), _asker.Ref);
        var saved = _asker.ExpectMsg<SaveSnapshotSuccess>().Metadata;
        Assert.Equal(SnapshotStore, _asker.LastSender);
        return saved;
    }

    private SelectedSnapshot? Load(SnapshotSelectionCriteria criteria, long to = long.MaxValue, string persistenceId = "p-1")
    {
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, to), _asker.Ref);
        var result = _asker.ExpectMsg<LoadSnapshotResult>();
        Assert.Equal(to, result.ToSequenceNr);
        return result.Snapshot;
    }

    private void Delete(SnapshotMetadata metadata)
    {
        Sys.EventStream.Subscribe(_subscriber.Ref, typeof(DeleteSnapshot));
        SnapshotStore.Tell(new DeleteSnapshot(metadata), _asker.Ref);
        Assert.Equal(metadata, _subscriber.ExpectMsg<DeleteSnapshot>().Metadata);
        Assert.Equal(metadata, _asker.ExpectMsg<DeleteSnapshotSuccess>().Metadata);
    }

    private void Delete(SnapshotSelectionCriteria criteria)
    {
        Sys.EventStream.Subscribe(_subscriber.Ref, typeof(DeleteSnapshots));
        SnapshotStore.Tell(new DeleteSnapshots("p-1", criteria), _asker.Ref);
        Assert.Equal(criteria, _subscriber.ExpectMsg<DeleteSnapshots>().Criteria);
        Assert.Equal(criteria, _asker.ExpectMsg<DeleteSnapshotsSuccess>().Criteria);
    }
}
