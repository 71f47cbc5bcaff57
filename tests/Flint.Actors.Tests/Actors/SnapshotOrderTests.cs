using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Snapshot;
using Akka.TestKit.Xunit2;
using Flint.State;

namespace Flint.Tests.Actors;

/// <summary>A snapshot that is written behind the removal of its key would bring the key back once the removal is folded away.</summary>
public sealed class SnapshotOrderTests : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        noting { class = "Flint.Tests.Actors.NotingJournal, Flint.Actors.Tests", plugin-dispatcher = "akka.actor.default-dispatcher" }
        held { class = "Flint.Tests.Actors.HeldSnapshotStore, Flint.Actors.Tests", plugin-dispatcher = "akka.actor.default-dispatcher" }
        """);

    private readonly Limiter _limiter;

    public SnapshotOrderTests()
        : base(Config) =>
        _limiter = FlintLimits.Start(Sys, new LimiterOptions { JournalPlugin = "noting", SnapshotPlugin = "held", SnapshotEvery = 2 }).Limiter;

    [Fact]
    public async Task Removal_should_be_written_behind_a_snapshot_that_is_on_its_way()
    {
        await _limiter.LimitAsync("k", 5, "1d");
        await _limiter.CheckAsync("k"); // the second line: the snapshot is due
        await HeldSnapshotStore.Asked;

        var removal = _limiter.RemoveAsync("k");
        Assert.Null(await _limiter.StatusAsync("k")); // it is decided,
        await _limiter.LimitAsync("other", 5, "1d"); // and the journal has written what was sent before this

        Assert.Equal(2, NotingJournal.Lines(KeyIds.Of("k")));
        HeldSnapshotStore.LetGo();
        Assert.True(await removal);
        Assert.Equal(3, NotingJournal.Lines(KeyIds.Of("k")));
    }
}

/// <summary>Notes how many lines were written.</summary>
public sealed class NotingJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, int> Written = new(); // Akka makes the journal, by its name

    public static int Lines(string persistenceId) => Written.GetValueOrDefault(persistenceId);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        foreach (var write in writes)
            Written.AddOrUpdate(write.PersistenceId, 1, static (_, lines) => lines + 1);
        return base.WriteMessagesAsync(writes, cancellationToken);
    }
}

/// <summary>Holds what it is to save until it is let go.</summary>
public sealed class HeldSnapshotStore : MemorySnapshotStore
{
    private static readonly TaskCompletionSource WasAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly TaskCompletionSource IsLetGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task Asked => WasAsked.Task;

    public static void LetGo() => IsLetGo.SetResult();

    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        WasAsked.TrySetResult();
        await IsLetGo.Task.WaitAsync(cancellationToken);
        await base.SaveAsync(metadata, snapshot, cancellationToken);
    }
}
