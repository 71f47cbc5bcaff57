using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Limits;
using Flint.State;

namespace Flint.Tests.Hosting;

/// <summary>What a catalog tells of a sleeping key soon, and what it does not.</summary>
public sealed class LogKeyCatalogTests : IDisposable
{
    private static readonly LimitConfig Config = new(new Terms(Algorithm.TokenBucket, 1_000_000, TimeSpan.TicksPerDay));

    private readonly LogEngine _log = LogEngine.Open(new MemoryDisk().Open(), new LogSettings(IsBatch: false, 100, TimeSpan.FromSeconds(1)));

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Key_should_be_told_with_the_number_of_its_last_line()
    {
        Write(1, LimitEntry.Configured(1, Config));
        Write(2, LimitEntry.Allow(2, 3));

        var (state, number) = Catalog().ReadIfShort("k")!.Value;

        Assert.Equal((2, 1L, 3L), (number, state.TotalAllowed, state.TotalAllowedCost));
    }

    [Fact]
    public void Line_that_is_not_written_yet_should_be_waited_for()
    {
        Write(1, LimitEntry.Configured(1, Config));
        Append(2, LimitEntry.Allow(2, 3));

        Assert.Null(Catalog().ReadIfShort("k"));

        Commit();
        Assert.Equal(2, Catalog().ReadIfShort("k")!.Value.SequenceNr);
    }

    [Fact]
    public void Key_that_is_much_to_read_should_not_be_told_until_it_has_a_snapshot()
    {
        Write(1, LimitEntry.Configured(1, Config));
        for (var number = 2; number <= 40; number++)
            Write(number, LimitEntry.Allow(number, 1));
        Assert.Null(Catalog().ReadIfShort("k"));

        _log.Append(KeyLines.Line(RecordKind.Snapshot, KeyIds.Of("k"), 40, 40, new LimitSnapshot(Catalog().Read("k"))));
        Commit();
        Write(41, LimitEntry.Allow(41, 1));

        var (state, number41) = Catalog().ReadIfShort("k")!.Value;
        Assert.Equal((41, 40L), (number41, state.TotalAllowed));
    }

    [Fact]
    public void Key_with_a_large_snapshot_should_not_be_told()
    {
        var state = default(LimitState).Apply(LimitEntry.Configured(1, Config with { Terms = Config.Terms with { Algorithm = Algorithm.SlidingWindowLog } }));
        for (var at = 2; at < 1_000; at++)
            state = state.Apply(LimitEntry.Allow(at * TimeSpan.TicksPerSecond, 1));
        _log.Append(KeyLines.Line(RecordKind.Snapshot, KeyIds.Of("k"), 1, 1, new LimitSnapshot(state)));
        Write(2, LimitEntry.Allow(1_000 * TimeSpan.TicksPerSecond, 1));

        Assert.Null(Catalog().ReadIfShort("k"));
    }

    // A snapshot elsewhere may be all that is left of it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unknown_key_should_be_told_as_new_where_the_log_holds_the_snapshots(bool hasSnapshots) =>
        Assert.Equal(hasSnapshots ? (default, 0) : null, Catalog(hasSnapshots).ReadIfShort("k"));

    private LogKeyCatalog Catalog(bool hasSnapshots = true) => new(_log, hasSnapshots);

    private void Write(long number, LimitEntry entry)
    {
        Append(number, entry);
        Commit();
    }

    private void Append(long number, LimitEntry entry) =>
        _log.Append(KeyLines.Line(RecordKind.Event, KeyIds.Of("k"), number, entry.At, new LimitEvents([entry])) with { Writer = "w", Count = 1 });

    private void Commit()
    {
        _log.Commit(Assert.Null);
        _log.FlushAsync().GetAwaiter().GetResult();
    }
}
