using System.Text;
using System.Text.Json;

namespace Flint.Tests.Hosting;

/// <summary>The doctor of a directory that no limiter of this process holds; on the real disk.</summary>
public sealed class FlintDirectoryTests : IDisposable
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Import", "Samples");

    private readonly string _parent = Directory.CreateTempSubdirectory("flint-").FullName;

    private string Data => Path.Combine(_parent, "data");

    private string Log => Path.Combine(Data, "flint.aof");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Samples).Select(directory => Path.GetFileName(directory)).Order()];

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public async Task Closed_directory_should_be_told_as_its_limiter_told_it()
    {
        DoctorReport open;
        await using (var limiter = await Limiter.OpenAsync(Data))
        {
            await Work(limiter);
            await limiter.CompactAsync();
            await Work(limiter);
            open = await limiter.DoctorAsync();
        }

        var report = await Look();

        Assert.Equal((true, open.Limits, open.HistoryEvents, open.SnapshotBytes, true), (report.Ok, report.Limits, report.HistoryEvents, report.SnapshotBytes, report.ClosedCleanly));
        Assert.Equal((2, 1, null, null), (report.FormatVersion, report.Generations, report.HeldBy, report.LastSyncAt));
        Assert.InRange(report.SnapshotAge!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.Equal(new FileInfo(Log).Length, report.AofBytes);
    }

    [Fact]
    public async Task Open_directory_should_be_looked_at_while_it_is_written()
    {
        await using var limiter = await Limiter.OpenAsync(Data);
        await limiter.LimitAsync("k", 1_000_000, "1d");
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await limiter.CheckAsync("k");
        })).ToArray();

        var reports = new List<DoctorReport>();
        for (var i = 0; i < 30; i++)
        {
            if (i % 10 == 5)
                await limiter.CompactAsync();
            reports.Add(await FlintDirectory.ExamineAsync(Data));
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.All(reports, report => Assert.Equal((true, 1L, null, null, null), (report.Ok, report.Limits, report.Damage, report.TornTail, report.ClosedCleanly)));
        Assert.All(reports, report => Assert.Equal(Environment.ProcessId, report.HeldBy!.ProcessId));
    }

    [Fact]
    public async Task Looking_should_let_a_limiter_open_the_directory_at_any_moment()
    {
        await (await Limiter.OpenAsync(Data)).DisposeAsync();
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                Assert.True((await FlintDirectory.ExamineAsync(Data)).Ok);
        });

        for (var i = 0; i < 10; i++)
            await (await Limiter.OpenAsync(Data)).DisposeAsync();

        await stop.CancelAsync();
        await looking;
    }

    [Fact]
    public async Task Torn_tail_should_be_told_and_cut_only_when_asked_for()
    {
        await Fill();
        var tail = "{\"pid\":\"flint/key/k\",\"se"u8.ToArray();
        var end = new FileInfo(Log).Length;
        Append(tail);

        var torn = await Look();

        Assert.Equal((true, new UnfinishedTail("flint.aof", end, tail.Length, torn.TornTail!.Reason), false), (torn.Ok, torn.TornTail, torn.ClosedCleanly));
        var cut = await FlintDirectory.CutTornTailAsync(new LimiterOptions { DataDirectory = Data });
        Assert.Equal(("flint.aof.torn-1", end, tail.Length), (cut!.Torn!.File, cut.Torn.Offset, cut.Torn.Bytes));
        Assert.Equal(tail, File.ReadAllBytes(Path.Combine(Data, "flint.aof.torn-1")));
        var after = await Look();
        Assert.Equal((true, null, torn.Limits, torn.HistoryEvents, true), (after.Ok, after.TornTail, after.Limits, after.HistoryEvents, after.ClosedCleanly));
    }

    [Fact]
    public async Task Cutting_should_leave_alone_what_has_no_torn_tail()
    {
        await Fill();
        var options = new LimiterOptions { DataDirectory = Data };
        Assert.Null(await Unchanged(() => FlintDirectory.CutTornTailAsync(options).AsTask()));

        var bytes = File.ReadAllBytes(Log);
        bytes[300] ^= 4;
        File.WriteAllBytes(Log, bytes);
        Assert.Null(await Unchanged(() => FlintDirectory.CutTornTailAsync(options).AsTask()));

        Directory.Delete(Data, recursive: true);
        Copy("v02-torn-tail");
        Assert.Null(await Unchanged(() => FlintDirectory.CutTornTailAsync(options).AsTask()));

        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        Assert.Null(await Unchanged(() => FlintDirectory.CutTornTailAsync(options).AsTask()));
    }

    [Fact]
    public async Task Cutting_should_be_refused_while_a_limiter_holds_the_directory()
    {
        await using var limiter = await Limiter.OpenAsync(Data);
        await limiter.LimitAsync("k", 5, "1d");

        Assert.Null(await FlintDirectory.CutTornTailAsync(new LimiterOptions { DataDirectory = Data }));
        Assert.True((await limiter.CheckAsync("k")).Allowed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Directory_of_the_original_should_be_told_as_the_original_told_it(string name)
    {
        Copy(name);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Samples, name + ".expected.json")));
        var limits = expected.RootElement.GetProperty("limits").EnumerateArray().ToArray();

        var report = await Look();

        Assert.Equal((true, 1, limits.Length, limits.Sum(limit => limit.GetProperty("history_events").GetInt64())), (report.Ok, report.FormatVersion, report.Limits, report.HistoryEvents));
        Assert.Equal((File.Exists(Path.Combine(Data, "flint.snapshot")), new FileInfo(Log).Length), (report.SnapshotExists, report.AofBytes));
        Assert.Equal(name == "v02-torn-tail" ? new UnfinishedTail("flint.aof", 6888, 182, "the last record is not whole") : null, report.TornTail);
        Assert.Contains("opening takes it over", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_directory_of_the_original_should_be_told_with_its_place()
    {
        Copy("v02-log-only");
        var bytes = File.ReadAllBytes(Log);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Log, bytes);

        var report = await Look();

        Assert.Equal((false, 1, null, "flint.aof"), (report.Ok, report.FormatVersion, report.Limits, report.Damage!.File));
        Assert.InRange(report.Damage.Line!.Value, 2, 30);
    }

    [Fact]
    public async Task Record_of_another_version_should_be_told_with_its_place()
    {
        Copy("v02-log-only");
        var lines = File.ReadAllLines(Log);
        lines[1] = lines[1].Replace("\"version\":1", "\"version\":999", StringComparison.Ordinal);
        File.WriteAllText(Log, string.Join('\n', lines) + '\n');

        var report = await Look();

        Assert.Equal((false, "flint.aof", 2L, Encoding.UTF8.GetByteCount(lines[0]) + 1L), (report.Ok, report.Damage!.File, report.Damage.Line, report.Damage.Offset));
        Assert.Equal(("the record is of version 999, and 1 is known: open it with a newer version", "open it with the version that wrote it"), (report.Damage.Reason, report.Damage.Help));
    }

    [Theory]
    [InlineData("v02-log-only", "flint.aof")]
    [InlineData("v02-snapshot-and-tail", "flint.snapshot")]
    public async Task Takeover_that_would_be_refused_for_what_is_kept_already_should_be_told(string name, string kept)
    {
        Copy(name);
        File.WriteAllText(Path.Combine(Data, kept + ".v1"), "something else");

        var report = await Look();

        Assert.Equal((false, kept + ".v1", new FileInfo(Log).Length), (report.Ok, report.Damage!.File, report.AofBytes));
        Assert.StartsWith("move it away", report.Damage.Help, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<UnsupportedFormatException>(async () => await Limiter.OpenAsync(Data));
        Assert.Contains(kept + ".v1 is there already", refusal.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Data, kept + ".v1"));
        Assert.True((await Look()).Ok);
    }

    [Fact]
    public async Task Interrupted_takeover_should_be_sound()
    {
        Copy("v02-log-only");
        var old = File.ReadAllBytes(Log);
        await (await Limiter.OpenAsync(Data)).DisposeAsync();
        File.WriteAllBytes(Log, old); // the new snapshot has its name, the old log still stands beside it

        var report = await Look();

        Assert.Equal((true, 2, 4L), (report.Ok, report.FormatVersion, report.Limits));
    }

    [Theory]
    [InlineData("flint.aof")]
    [InlineData("a closed generation")]
    [InlineData("flint.snapshot")]
    public async Task Damage_and_missing_files_should_be_told_with_what_helps(string name)
    {
        await Fill();
        await using (var limiter = await Limiter.OpenAsync(Data))
            await limiter.CompactAsync();
        await Fill();
        Append("torn"u8);
        await (await Limiter.OpenAsync(Data)).DisposeAsync();
        name = name == "a closed generation" ? Path.GetFileName(Directory.GetFiles(Data, "flint.aof.?").Order().First()) : name;
        var path = Path.Combine(Data, name);
        var bytes = File.ReadAllBytes(path);
        bytes[60] ^= 1;
        File.WriteAllBytes(path, bytes);

        var damaged = await Look();
        File.Delete(path);
        var missing = await Look();

        Assert.Equal((false, name, null), (damaged.Ok, damaged.Damage!.File, damaged.Limits));
        Assert.StartsWith("put the whole directory back", damaged.Damage.Help, StringComparison.Ordinal);
        Assert.False(missing.Ok);
        Assert.StartsWith("put flint.", missing.Damage!.Help, StringComparison.Ordinal);
        Assert.Contains("beside the others", missing.Damage.Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flint.aof", "{\"flint\":3,\"whatever\":1,\"sum\":\"")]
    [InlineData("flint.aof", "{\"flint\":3,\"generation\":1,\"group\":1,\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"sum\":\"")]
    [InlineData("flint.snapshot", "{\"flint\":3,\"snapshot\":1,\"group\":1,\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"sum\":\"")]
    public async Task Newer_version_should_be_told_with_its_place_and_stay_as_it_is(string name, string line)
    {
        await Fill();
        await using (var limiter = await Limiter.OpenAsync(Data))
            await limiter.CompactAsync();
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(line)));
        var path = Path.Combine(Data, name);
        File.WriteAllText(path, $"{line}{sum}\"}}\n{File.ReadAllText(path)}");
        var files = Directory.GetFiles(Data).ToDictionary(file => file, File.ReadAllBytes);

        var report = await Look();

        Assert.Equal((false, null, name, 1L, 0L), (report.Ok, report.FormatVersion, report.Damage!.File, report.Damage.Line, report.Damage.Offset));
        const string reason = "the format is version 3, and 2 is known: open it with a newer version";
        Assert.Equal((reason, "open it with the version that wrote it"), (report.Damage.Reason, report.Damage.Help));
        var refusal = await Assert.ThrowsAsync<UnsupportedFormatException>(async () => await Limiter.OpenAsync(Data));
        Assert.Equal(($"{name}, line 1, byte 0: {reason}", name, 1L, 0L), (refusal.Message, refusal.File, refusal.Line, refusal.ByteOffset));
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public async Task Empty_directory_should_be_sound_and_hold_nothing()
    {
        Directory.CreateDirectory(Data);

        var report = await Look();

        Assert.Equal((true, 0, 0, 0L, null), (report.Ok, report.Limits, report.HistoryEvents, report.AofBytes, report.FormatVersion));
    }

    [Fact]
    public async Task Missing_directory_should_be_a_failure_and_not_be_made()
    {
        await Assert.ThrowsAsync<StorageFailedException>(async () => await FlintDirectory.ExamineAsync(Data));

        Assert.False(Directory.Exists(Data));
    }

    private async Task<DoctorReport> Look() => await Unchanged(async () => await FlintDirectory.ExamineAsync(Data));

    // Not a name, not a byte, not a time of it is another afterwards.
    private async Task<T> Unchanged<T>(Func<Task<T>> look)
    {
        var before = Listing();
        var result = await look();
        Assert.Equal(before, Listing());
        return result;
    }

    private SortedDictionary<string, string> Listing() => new(
        Directory.GetFiles(Data).ToDictionary(file => file, file => $"{File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(File.ReadAllBytes(file))}"), StringComparer.Ordinal);

    private async Task Fill()
    {
        await using var limiter = await Limiter.OpenAsync(Data);
        await Work(limiter);
    }

    private static async Task Work(Limiter limiter)
    {
        for (var i = 0; i < 5; i++)
        {
            await limiter.LimitAsync($"k{i}", 2, "1d");
            await limiter.CheckAsync($"k{i}");
            await limiter.CheckAsync($"k{i}", 2);
        }
        await limiter.CheckAllAsync(["k1", "k2"]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        using var log = new FileStream(Log, FileMode.Append);
        log.Write(bytes);
    }

    private void Copy(string name)
    {
        Directory.CreateDirectory(Data);
        foreach (var file in Directory.GetFiles(Path.Combine(Samples, name)))
            File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
    }
}
