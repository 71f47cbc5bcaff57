using System.Globalization;
using System.Text.Json;
using Flint.Actors.Journal.Log;
using Flint.Tests.Import.Support;
using Flint.Tests.Support;

namespace Flint.Tests.Hosting;

/// <summary>Old directories, opened as users open them.</summary>
public sealed class TakeoverTests : DiskLimits
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Import", "Samples");

    public static TheoryData<string> Samples => [.. Directory.GetDirectories(Root).Select(directory => Path.GetFileName(directory)).Order()];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_should_list_as_expected_and_after_a_restart_and_a_compaction_too(string name)
    {
        UseDisk(Sample(name));
        var originals = Disk.Names.ToDictionary(file => file, file => Disk[file]);
        var (readAt, expected) = Expected(name);
        Clock.SetUtcNow(readAt);

        var limiter = Open();
        Assert.Equal(expected, await Shown(limiter));
        await limiter.DisposeAsync();
        limiter = Open();
        Assert.Equal(expected, await Shown(limiter));
        await limiter.CheckAsync(expected.Keys.First());
        await limiter.CompactAsync();
        var after = await Shown(limiter);
        await limiter.DisposeAsync();

        Assert.Equal(after, await Shown(Open()));
        Assert.All(originals, original => Assert.Equal(original.Value, Disk[original.Key + ".v1"]));
    }

    [Theory]
    [InlineData("v02-snapshot-and-tail")]
    [InlineData("v02-torn-tail")]
    public async Task Takeover_that_is_cut_short_anywhere_should_begin_or_go_on_again(string name)
    {
        var disk = Sample(name);
        var states = new List<(string Because, MemoryDisk Disk)>();
        disk.Changed = call =>
        {
            states.Add(($"killed after {call}", disk.Kill()));
            for (var names = 0; names <= disk.UnsyncedNames; names++)
            {
                states.Add(($"cut after {call}, {names} names", disk.PowerCut(names)));
                states.Add(($"cut after {call}, {names} names, all bytes", disk.PowerCut(names, _ => true, keepLength: true)));
                for (var forgotten = 1; forgotten < names; forgotten++)
                    states.Add(($"cut after {call}, {names} names but the first {forgotten}", disk.PowerCut(names, forgottenNames: forgotten)));
            }
        };
        UseDisk(disk);
        var (readAt, expected) = Expected(name);
        Clock.SetUtcNow(readAt);
        var whole = await Shown(Open());
        disk.Changed = null;
        Assert.Equal(expected, whole);

        Assert.True(states.Count > 20);
        foreach (var (because, state) in states)
        {
            UseDisk(state);
            var limiter = Open();
            var shown = await Shown(limiter);
            Assert.True(whole.SequenceEqual(shown), because);
            await limiter.DisposeAsync();
        }
    }

    [Fact]
    public async Task Failing_call_during_a_takeover_should_leave_a_directory_that_opens_later()
    {
        var (readAt, expected) = Expected("v02-snapshot-and-tail");
        Clock.SetUtcNow(readAt);
        for (var at = 1; ; at++)
        {
            var disk = Sample("v02-snapshot-and-tail");
            disk.Fault = new DiskFault(_ => true, at, DiskFault.NoSpace);
            UseDisk(disk);
            try
            {
                await Open().DisposeAsync();
            }
            catch (StorageFailedException)
            {
            }
            if (!disk.Fault.HasStruck)
                return;
            disk.Fault = null;
            var limiter = Open();
            Assert.Equal(expected, await Shown(limiter));
            await limiter.DisposeAsync();
        }
    }

    [Fact]
    public async Task Empty_log_that_the_older_program_made_should_open_and_one_of_ours_should_not()
    {
        Disk["flint.aof"] = [];
        var limiter = Open();
        Assert.Empty(await List(limiter));
        await limiter.LimitAsync("a", 1, "1d");
        await limiter.DisposeAsync();

        Disk.Remove("flint.snapshot");
        Disk["flint.aof"] = [];

        Assert.Throws<CorruptStorageException>(() => Open());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("v02-torn-tail")]
    public async Task Log_should_not_open_without_the_snapshot_of_its_own_takeover(string? other)
    {
        UseDisk(Sample("v02-torn-tail"));
        await Open().DisposeAsync();
        var theirs = Disk["flint.snapshot"];
        UseDisk(Sample("v02-snapshot-and-tail"));
        await Open().DisposeAsync();

        if (other is null)
            Disk.Remove("flint.snapshot");
        else
            Disk["flint.snapshot"] = theirs;

        Assert.Throws<CorruptStorageException>(() => Open());
    }

    [Fact]
    public void Backup_of_another_log_should_not_be_overwritten()
    {
        UseDisk(Sample("v02-log-only"));
        Disk["flint.aof.v1"] = "something else"u8.ToArray();
        var names = Disk.Names;

        var refusal = Assert.Throws<UnsupportedFormatException>(() => Open());

        Assert.Contains("flint.aof.v1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(names, Disk.Names);
    }

    [Fact]
    public void Damaged_old_directory_should_be_refused_and_stay_as_it_is()
    {
        UseDisk(Sample("v02-log-only"));
        var log = Disk["flint.aof"];
        log[log.Length / 2] ^= 1;
        Disk["flint.aof"] = log;

        var damage = Assert.Throws<CorruptStorageException>(() => Open());

        Assert.Equal("flint.aof", damage.File);
        Assert.True(damage.Line > 1);
        Assert.Equal(log, Disk["flint.aof"]);
        Assert.DoesNotContain("flint.snapshot", Disk.Names);
    }

    [Theory]
    [InlineData("v02-log-only", "flint.aof")]
    [InlineData("v02-snapshot-and-tail", "flint.snapshot")]
    public async Task Copy_that_is_put_back_over_a_damaged_old_directory_should_open(string name, string damaged)
    {
        UseDisk(Sample(name));
        var names = Disk.Names;
        var (readAt, expected) = Expected(name);
        Clock.SetUtcNow(readAt);
        var whole = Disk[damaged];
        var bytes = whole.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        Disk[damaged] = bytes;
        Assert.Throws<CorruptStorageException>(() => Open());
        Assert.Equal(names, Disk.Names);

        Disk[damaged] = whole;

        Assert.Equal(expected, await Shown(Open()));
    }

    [Fact]
    public async Task Damage_of_the_beginning_of_the_log_that_followed_a_takeover_should_be_refused_and_lose_nothing()
    {
        UseDisk(Sample("v02-log-only"));
        var limiter = Open();
        await limiter.LimitAsync("new", 5, "1d");
        Assert.True(await limiter.AllowAsync("new", 2));
        await limiter.DisposeAsync();
        var log = Disk["flint.aof"];
        for (var bit = 0; bit < 16 * 8; bit++)
        {
            var damaged = log.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Disk["flint.aof"] = damaged;

            Assert.Throws<CorruptStorageException>(() => Open());

            Assert.Equal(damaged, Disk["flint.aof"]);
        }
    }

    [Fact]
    public async Task Damage_of_the_beginning_of_a_snapshot_should_not_make_an_old_directory_of_it()
    {
        var limiter = Open();
        await limiter.LimitAsync("new", 5, "1d");
        await limiter.CompactAsync();
        await limiter.DisposeAsync();
        var names = Disk.Names;
        var snapshot = Disk["flint.snapshot"];
        for (var bit = 0; bit < 16 * 8; bit++)
        {
            var damaged = snapshot.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Disk["flint.snapshot"] = damaged;

            var refused = Assert.Throws<CorruptStorageException>(() => Open());

            Assert.Equal("flint.snapshot", refused.File);
            Assert.Equal(names, Disk.Names);
        }
    }

    [Fact]
    public async Task Limit_that_cannot_be_counted_should_be_served_as_the_nearest_and_be_told()
    {
        Disk["flint.aof"] = new OldLog().Add(OldLog.Configured(OldLog.Limit("endless", 5, 99_999_999_999_999_999)), OldLog.Start.Ticks).Bytes;
        Clock.SetUtcNow(OldLog.Start);

        var limiter = Open();

        Assert.Contains("endless", Assert.Single(limiter.Opening!.Imported!.Notes), StringComparison.Ordinal);
        Assert.Equal(5, (await limiter.StatusAsync("endless"))!.Rate);
        Assert.True((await limiter.CheckAsync("endless")).Allowed);
    }

    [Fact]
    public void Journal_without_the_limits_should_refuse_it_and_say_what_helps()
    {
        UseDisk(Sample("v02-log-only"));
        var names = Disk.Names;

        var refusal = Assert.Throws<UnsupportedFormatException>(() => LogEngine.Open(Disk.Open(), new LogSettings(false, 1, TimeSpan.FromSeconds(1))));

        Assert.Contains("flint-limiter", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(names, Disk.Names);
    }

    private static MemoryDisk Sample(string name)
    {
        var disk = new MemoryDisk();
        foreach (var file in Directory.GetFiles(Path.Combine(Root, name)))
        {
            var known = Path.GetFileName(file);
            if (known is "flint.aof" or "flint.snapshot")
                disk[known] = File.ReadAllBytes(file);
        }
        return disk;
    }

    // What the expectation names of each key, and the number of its events.
    private static async Task<SortedDictionary<string, string>> Shown(Limiter limiter)
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var status in limiter.ListAsync())
        {
            var events = 0;
            await foreach (var _ in limiter.HistoryAsync(status.Key))
                events++;
            shown.Add(status.Key, Line(status.Algorithm.Name(), status.Rate, (long)status.Per.TotalMilliseconds, status.Remaining, status.TotalAllowed, status.TotalDenied,
                status.TotalAllowedCost, status.TotalDeniedCost, status.LastAllowedAt?.UtcTicks, status.LastDeniedAt?.UtcTicks, status.LastResetAt?.UtcTicks, events));
        }
        return shown;
    }

    private static (DateTimeOffset ReadAt, SortedDictionary<string, string> Limits) Expected(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, name + ".expected.json")));
        var limits = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var limit in json.RootElement.GetProperty("limits").EnumerateArray())
        {
            long Number(string member) => limit.GetProperty(member).GetInt64();
            long? Instant(string member) => limit.GetProperty(member).GetString() is { } text ? Ticks(text) : null;
            limits.Add(limit.GetProperty("key").GetString()!, Line(limit.GetProperty("algorithm").GetString()!, Number("rate"), Number("per_millis"), Number("remaining"),
                Number("total_allowed"), Number("total_denied"), Number("total_allowed_cost"), Number("total_denied_cost"),
                Instant("last_allowed_at"), Instant("last_denied_at"), Instant("last_reset_at"), Number("history_events")));
        }
        return (new DateTimeOffset(Ticks(json.RootElement.GetProperty("read_at").GetString()!), TimeSpan.Zero), limits);
    }

    private static string Line(params object?[] members) => string.Join(' ', members.Select(member => member ?? "-"));

    // Nanoseconds, cut to the tick.
    private static long Ticks(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var cut = point < 0 ? text : text[..Math.Min(text.Length - 1, point + 8)] + "Z";
        return DateTimeOffset.Parse(cut, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks;
    }
}
