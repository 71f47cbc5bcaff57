using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>A look at a directory says what opening would say, and leaves it as it is.</summary>
public sealed class ExaminationTests
{
    private static readonly string[] Looking = ["list", "open", "read", "stat"];

    [Fact]
    public void Clean_log_should_be_told_as_it_is()
    {
        var disk = new MemoryDisk();
        long used;
        using (var log = LogDriver.Open(disk))
        {
            log.Write();
            log.Write("b");
            Assert.Null(log.Rotate());
            log.Write();
            used = log.Engine.UsedBytes;
        }

        using var look = Look(disk);

        Assert.Equal(new LogFindings { FormatVersion = 2, Generations = 2, LogBytes = disk["flint.aof"].Length + disk["flint.aof.1"].Length, IsClean = true }, look.Findings);
        Assert.InRange(look.Findings.LogBytes, used + 1, used + 300); // the mark of the clean close
        Assert.Equal(["a", "b"], look.PersistenceIds(""));
        using var lines = look.View("a");
        Assert.Equal([1L, 2], lines.Events().Select(line => line.SequenceNr));
    }

    [Fact]
    public void Snapshot_should_be_read_too()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
        {
            log.Write("f");
            log.Write("f");
            Assert.Null(log.Compact());
            log.Write("f");
        }

        using var look = Look(disk);

        Assert.Equal((disk["flint.snapshot"].Length, DateTimeOffset.UnixEpoch, 1), (look.Findings.SnapshotBytes, look.Findings.SnapshotWrittenAt, look.Findings.Generations));
        using var lines = look.View("f");
        Assert.Equal(2, CountingFold.Count(lines.State!.Value));
        Assert.Equal([3L], lines.Events().Select(line => line.SequenceNr));
    }

    [Fact]
    public void Looking_should_change_nothing_and_take_no_lock()
    {
        var disk = Damaged(Killed(3), bytes => bytes[^300] ^= 1);
        var before = disk.Calls.Count;

        Look(disk).Dispose();

        Assert.All(disk.Calls.Skip(before), call => Assert.Contains(call.Operation, Looking));
        using var holder = LogDriver.Open(Killed(1));
    }

    [Fact]
    public void Torn_tail_of_any_length_should_be_told_as_opening_tells_it()
    {
        var killed = Killed(3);
        var used = killed.Used("flint.aof");
        for (var length = used.Length; length > used.Length - 450; length--)
            ShouldSayTheSame(new MemoryDisk { ["flint.aof"] = used[..length] }, $"{length} bytes");
    }

    [Fact]
    public void Flip_of_any_bit_should_be_told_as_opening_tells_it()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
        {
            log.Write("f");
            Assert.Null(log.Compact());
            log.Write("f");
        }
        foreach (var name in disk.Names)
        {
            var bytes = disk[name];
            for (var at = 0; at < bytes.Length; at++)
            {
                var bit = 1 << (at % 8);
                bytes[at] ^= (byte)bit;
                disk[name] = bytes;
                ShouldSayTheSame(disk.Kill(), $"{name}, byte {at}, bit {bit}");
                bytes[at] ^= (byte)bit;
                disk[name] = bytes;
            }
        }
    }

    [Theory]
    [InlineData("flint.aof.1")]
    [InlineData("flint.aof.2")]
    [InlineData("flint.aof")]
    public void Missing_file_should_be_damage_that_says_which_to_put_back(string missing)
    {
        var disk = new MemoryDisk();
        for (var i = 0; i < 3; i++)
        {
            using var log = LogDriver.Open(disk);
            log.Write();
            disk = disk.Kill();
        }
        disk.Remove(missing);

        using var look = Look(disk);

        Assert.Equal((missing, 1, 0), (look.Findings.Damage!.File, look.Findings.Damage.Line, look.Findings.Damage.Offset));
        Assert.StartsWith($"put {missing} back where it was", look.Findings.Damage.Help, StringComparison.Ordinal);
        Assert.Empty(look.PersistenceIds(""));
    }

    [Fact]
    public void What_cannot_be_read_should_be_damage_with_the_systems_reason()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
            log.Write();
        disk.Fault = new DiskFault(call => call is { Operation: "read", File: "flint.aof", Offset: > 100 }, At: 1, DiskFault.InputOutputError, IsSticky: true);

        using var look = Look(disk);

        Assert.Contains("read failed", look.Findings.Damage!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_even_be_opened_should_be_a_failure()
    {
        var disk = Killed(2).Kill();
        disk.Fault = new DiskFault(call => call.Operation == "open", At: 1, DiskFault.InputOutputError, IsSticky: true);

        Assert.Throws<StorageFailedException>(() => Look(disk));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"flint\":2,\"gen")]
    public void Directory_without_a_log_should_be_sound_and_empty(string? unfinished)
    {
        var disk = new MemoryDisk();
        if (unfinished is not null)
            disk["flint.aof.next"] = System.Text.Encoding.UTF8.GetBytes(unfinished);

        using var look = Look(disk);

        Assert.Null(look.Findings.Damage);
        Assert.Equal((0, 0L, (bool?)null), (look.Findings.Generations, look.Findings.LogBytes, look.Findings.IsClean));
        Assert.Equal(unfinished is null ? null : 2, look.Findings.FormatVersion);
        Assert.Empty(look.PersistenceIds(""));
    }

    [Fact]
    public void Generation_that_still_waits_for_its_name_should_be_read()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
        {
            log.Write();
            Assert.Null(log.Rotate());
        }
        disk["flint.aof.next"] = disk["flint.aof"];
        disk.Remove("flint.aof");

        using var look = Look(disk);

        Assert.Equal((2, true, null), (look.Findings.Generations, look.Findings.IsClean, look.Findings.Damage));
        using var lines = look.View("a");
        Assert.Equal([1L], lines.Events().Select(line => line.SequenceNr));
    }

    [Theory]
    [InlineData("{\"ts\":\"2026-01-01T00:00:00Z\",\"event\":{\"type\":\"RESET\"}}\n")]
    [InlineData("")]
    public void Older_program_s_log_should_be_read_by_whoever_can(string content)
    {
        var disk = new MemoryDisk { ["flint.aof"] = System.Text.Encoding.UTF8.GetBytes(content) };

        using (var look = Look(disk))
            Assert.Contains("flint-limiter 0.1 or 0.2", look.Findings.Damage!.Reason, StringComparison.Ordinal);
        using (var look = Look(disk, new OldPrograms()))
        {
            Assert.Equal(new LogFindings { FormatVersion = 1, Generations = 1, LogBytes = content.Length, Torn = new UncutTail("flint.aof", 7, 3, "the last record is not whole") }, look.Findings);
            Assert.Equal(content.Length, look.Imported!.Newest);
        }
    }

    [Fact]
    public void Group_that_a_holder_is_writing_should_be_neither_damage_nor_torn()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write();
        var end = log.Engine.UsedBytes;
        // What has reached the page cache of a write that goes on.
        disk.Overwrite("flint.aof", end, "{\"pid\":\"a\",\"seq\":2,\"wri"u8);
        var (looks, writes) = (0, 0);
        var directory = new WatchedDirectory(disk.Open(), (operation, name) =>
        {
            looks += operation == "list" ? 1 : 0;
            if (operation != "read" || name != "flint.aof")
                return;
            // The group ends, and those behind it know that it is synced, between two reads of the examination.
            writes++;
            Assert.Null(log.Write());
        });

        using var look = Look(directory);

        Assert.True(looks == 1 && writes > 3, $"{looks} looks, {writes} writes");
        Assert.Equal((null, null, (bool?)null), (look.Findings.Damage, look.Findings.Torn, look.Findings.IsClean));
        Assert.Equal(Environment.ProcessId, look.Findings.HeldBy!.ProcessId);
    }

    [Fact]
    public void Files_that_are_renamed_or_folded_away_while_they_are_opened_should_be_no_damage()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write("f");
        log.Rotate();
        var races = 0;
        var directory = new WatchedDirectory(disk.Open(), (operation, _) =>
        {
            if (operation != "list" || races == 3)
                return;
            races++;
            log.Write("f");
            Assert.Null(races == 2 ? log.Rotate() : log.Compact());
        });

        using var look = Look(directory);

        Assert.Equal((3, null), (races, look.Findings.Damage));
        using var lines = look.View("f");
        Assert.Equal(log.Numbers("f").Count, CountingFold.Count(lines.State!.Value) + lines.Events().Count());
    }

    [Fact]
    public void Directory_that_never_holds_still_should_be_a_failure()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        var directory = new WatchedDirectory(disk.Open(), (operation, _) =>
        {
            if (operation == "list")
                Assert.Null(log.Rotate());
        });

        Assert.Contains("change faster", Assert.Throws<StorageFailedException>(() => Look(directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_should_stay_readable_when_their_files_are_folded_away()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write("f");
        log.Write("f");
        Assert.Null(log.Rotate());
        using var look = Look(disk);

        Assert.Null(log.Compact());

        using var lines = look.View("f");
        Assert.Equal([1L, 2], lines.Events().Select(line => line.SequenceNr));
    }

    [Fact]
    public async Task Open_log_should_be_judged_from_its_files_while_it_goes_on()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk, time: time);
        Assert.Null(log.Engine.LastSyncAt);
        log.Write();
        Assert.Null(log.Rotate());
        time.Advance(TimeSpan.FromSeconds(5));
        log.Write();

        using (var look = log.Engine.Examine(default))
        {
            Assert.Equal((2, log.Engine.UsedBytes, null), (look.Findings.Generations, look.Findings.LogBytes, look.Findings.Damage));
            Assert.Equal(["a"], look.PersistenceIds(""));
            using var lines = look.View("a");
            Assert.Equal(2, lines.Events().Count());
        }
        Assert.Equal(time.GetUtcNow(), log.Engine.LastSyncAt);

        // Rot beneath an open log: only who reads the disk can know.
        var closed = disk["flint.aof.1"];
        closed[closed.Length / 2] ^= 1;
        disk["flint.aof.1"] = closed;
        using var damaged = log.Engine.Examine(default);
        Assert.Equal("flint.aof.1", damaged.Findings.Damage!.File);
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => log.Engine.Examine(given.Token));
    }

    [Fact]
    public void What_a_failed_write_left_should_be_torn_although_the_directory_is_held()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write();
        var end = log.Engine.UsedBytes;
        disk.Fault = new DiskFault(call => call.Operation == "write", At: 1, DiskFault.NoSpace, KeptBytes: 40);
        Assert.NotNull(log.Write());

        using var look = log.Engine.Examine(default);

        // And the line feed behind them, which was written ahead.
        Assert.Equal(("flint.aof", end, 41L), (look.Findings.Torn!.File, look.Findings.Torn.Offset, look.Findings.Torn.Bytes));
    }

    private static LogExamination Look(MemoryDisk disk, ILogImport? import = null) => Look(disk.Open(), import);

    private static LogExamination Look(IDataDirectory directory, ILogImport? import = null) =>
        LogExamination.Of(directory, import, new Pace(TimeProvider.System, () => 0, default));

    private static MemoryDisk Killed(int groups)
    {
        var disk = new MemoryDisk();
        var log = LogDriver.Open(disk);
        for (var i = 0; i < groups; i++)
            Assert.Null(log.Write());
        var killed = disk.Kill();
        log.Dispose();
        return killed;
    }

    private static MemoryDisk Damaged(MemoryDisk disk, Action<byte[]> damage)
    {
        var bytes = disk.Used("flint.aof");
        damage(bytes);
        disk["flint.aof"] = bytes;
        return disk;
    }

    private static void ShouldSayTheSame(MemoryDisk disk, string because)
    {
        LogFindings found;
        using (var look = Look(disk))
            found = look.Findings;
        try
        {
            using var log = LogDriver.Open(disk);
            var torn = log.Engine.Opening.Torn;
            Assert.True((found.Damage, found.IsClean) == (null, log.Engine.Opening.WasClean), $"{because}: opened, but {found}");
            Assert.True((torn?.Offset, torn?.Bytes, torn?.Reason) == (found.Torn?.Offset, found.Torn?.Bytes, found.Torn?.Reason), $"{because}: {torn}, but {found}");
        }
        catch (CorruptStorageException e)
        {
            Assert.True((e.File, e.Line, e.ByteOffset, e.Reason) == (found.Damage?.File, found.Damage?.Line, found.Damage?.Offset, found.Damage?.Reason), $"{because}: {e.Message}, but {found}");
        }
        catch (UnsupportedFormatException e)
        {
            Assert.True((null, e.Message) == (found.Damage?.File, found.Damage?.Reason), $"{because}: {e.Message}, but {found}");
        }
    }

    // Says how long the log is, and that it ends with something torn.
    private sealed class OldPrograms : ILogImport
    {
        public ImportedLog Read(Stream log, Stream? snapshot) => new([], log.Length, 7, 3, []);
    }
}
