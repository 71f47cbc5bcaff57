using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.State;
using Flint.Tests.Import.Support;
using Flint.Tests.Support;

namespace Flint.Tests.Hosting;

/// <summary>The doctor of an open limiter.</summary>
public sealed class DoctorTests : DiskLimits
{
    [Fact]
    public async Task Sound_limiter_should_be_told_in_figures()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 2, "1d");
        await limiter.LimitAsync("b", 1, "1d");
        await limiter.CheckAllAsync(["a", "b"]);
        for (var i = 0; i < 5; i++)
            await limiter.CheckAsync("b");
        Clock.Advance(TimeSpan.FromHours(1));
        await limiter.CheckAsync("a");
        var syncedAt = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        var report = await limiter.DoctorAsync();

        Assert.Equal(
            new DoctorReport
            {
                Ok = true,
                Limits = 2,
                HistoryEvents = (await History(limiter, "a")).Count + (await History(limiter, "b")).Count,
                AofBytes = Disk.Used("flint.aof").Length,
                FormatVersion = 2,
                Generations = 1,
                LastSyncAt = report.LastSyncAt,
                HeldBy = new DirectoryHolder(Environment.ProcessId, null),
                OutOfBounds = report.OutOfBounds,
                Notes = report.Notes,
            },
            report);
        Assert.Equal(6, report.HistoryEvents);
        Assert.InRange(report.LastSyncAt!.Value, syncedAt, Clock.GetUtcNow());
        Assert.Empty(report.OutOfBounds);
        Assert.False(report.SnapshotExists);
    }

    [Fact]
    public async Task Compaction_should_change_neither_limits_nor_history_events()
    {
        var limiter = Open(historyKeep: 4);
        for (var i = 0; i < 10; i++)
        {
            await limiter.LimitAsync($"k{i}", 100, "1d");
            for (var j = 0; j < i; j++)
                await limiter.CheckAsync($"k{i}");
        }
        var before = await limiter.DoctorAsync();

        await limiter.CompactAsync();

        var after = await limiter.DoctorAsync();
        Assert.Equal((10, 1 + 2 + 3 + (7 * 4)), (before.Limits, before.HistoryEvents));
        Assert.Equal((before.Limits, before.HistoryEvents, true, true), (after.Limits, after.HistoryEvents, after.SnapshotExists, after.Ok));
        Assert.True(after.AofBytes < before.AofBytes);
        Assert.Equal(Disk["flint.snapshot"].Length, after.SnapshotBytes);
        Assert.Equal(Clock.GetUtcNow() - DateTimeOffset.UnixEpoch, after.SnapshotAge);
    }

    [Fact]
    public async Task Failed_storage_should_be_a_report_not_an_error()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 5, "1d");
        var end = Disk.Used("flint.aof").Length;
        Disk.Fault = new DiskFault(call => call.Operation == "write", At: 1, DiskFault.NoSpace, KeptBytes: 30);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("k"));

        var report = await limiter.DoctorAsync();

        Assert.Equal((false, 1L, null), (report.Ok, report.Limits, report.Damage));
        Assert.Contains("write failed", report.LastSyncError, StringComparison.Ordinal);
        Assert.Equal(("flint.aof", end), (report.TornTail!.File, report.TornTail.Offset));
    }

    [Fact]
    public async Task Rot_beneath_a_running_limiter_should_be_found()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 5, "1d");
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");
        Disk.Overwrite("flint.aof", 250, "?"u8);

        var report = await limiter.DoctorAsync();

        Assert.Equal((false, null, null, "flint.aof"), (report.Ok, report.Limits, report.HistoryEvents, report.Damage!.File));
        Assert.Null(report.LastSyncError);
    }

    [Fact]
    public async Task Key_that_a_newer_version_wrote_should_be_named()
    {
        using (var log = LogEngine.Open(Disk.Open(), new LogSettings(false, 1, TimeSpan.FromSeconds(1))))
        {
            var line = KeyLines.Line(RecordKind.Event, KeyIds.Of("k"), 1, 0, new LimitEvents([LimitEntry.Reset(1)]));
            log.Append(line with { Payload = "[{\"type\":\"TOMORROW\",\"at\":\"2026-01-01T00:00:00.0000000Z\"}]"u8.ToArray() });
            log.Commit(_ => { });
        }

        var report = await Open().DoctorAsync();

        Assert.False(report.Ok);
        Assert.Contains("the limit k cannot be read", report.Damage!.Reason, StringComparison.Ordinal);
        Assert.Contains("TOMORROW", report.Damage.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_outside_todays_bounds_should_be_counted_and_the_first_of_them_named()
    {
        var old = new OldLog();
        old.Add(OldLog.Configured(OldLog.Limit("fine", 5, 1000)), OldLog.Start.Ticks);
        for (var i = 0; i < 120; i++)
            old.Add(OldLog.Configured(OldLog.Limit($"long{i:000}", 5, 400_000_000_000)), OldLog.Start.Ticks);
        Disk["flint.aof"] = old.Bytes;
        Clock.SetUtcNow(OldLog.Start);

        var report = await Open().DoctorAsync();

        Assert.Equal((true, 121L, 120L, 100), (report.Ok, report.Limits, report.OutOfBoundsCount, report.OutOfBounds.Count));
        Assert.Equal(new OutOfBoundsLimit("long000", 5, TimeSpan.FromMilliseconds(400_000_000_000), report.OutOfBounds[0].Reason), report.OutOfBounds[0]);
        Assert.Contains("3660d", report.OutOfBounds[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_should_be_given_up_when_the_caller_does()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 5, "1d");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.DoctorAsync(new CancellationToken(canceled: true)));

        Assert.True((await limiter.DoctorAsync()).Ok);
    }
}
