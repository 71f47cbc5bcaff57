using System.Text;
using Flint.Import;
using Flint.Tests.Import.Support;
using static Flint.Tests.Import.Support.OldLog;

namespace Flint.Tests.Import;

/// <summary>What a crash can leave is cut and told; everything else is refused.</summary>
public sealed class DamageTests
{
    private static readonly long T = Start.Ticks;

    private static OldLog Small => new OldLog()
        .Add(Configured(Limit("a 🔥", 10, 60_000, "fixed_window_counter")))
        .Add(Allow("a 🔥", T + 10, 2))
        .Add(Deny("a 🔥", T + 20, 9));

    private static OldSnapshot SmallSnapshot => new()
    {
        Configs = $"\"a 🔥\":{Limit("a 🔥", 10, 60_000, "fixed_window_counter")}",
        FixedWindows = $$""" "a 🔥":{"window_start":"{{Time(T)}}","count":4}""",
        Metrics = $$""" "a 🔥":{"last_allowed_at":"{{Time(T)}}","last_denied_at":null,"last_reset_at":null,"total_allowed":1,"total_allowed_cost":4,"total_denied":0,"total_denied_cost":0}""",
        History = $"{Configured(Limit("a 🔥", 10, 60_000, "fixed_window_counter"))},{Allow("a 🔥", T, 4)}",
        LogOffset = 0,
    };

    [Fact]
    public void Log_cut_anywhere_should_read_as_its_whole_records()
    {
        var log = Small.Bytes;
        for (var length = 0; length <= log.Length; length++)
        {
            var result = Imported.From(log[..length]);

            var begun = log.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            // A record is whole without its line feed, and the writer itself took it so.
            var whole = length < log.Length && log[length] == '\n' ? length : begun;
            Assert.Equal(whole == length ? null : new TornTail(whole, length - whole), result.Torn);
            Assert.Equal(Imported.Shown(Imported.From(log[..whole])), Imported.Shown(result));
        }
    }

    [Fact]
    public void Log_with_zeros_behind_should_read_without_them()
    {
        var log = Small.Bytes;
        for (var length = 0; length <= log.Length; length++)
        {
            byte[] zeros = [.. log[..length], .. new byte[512]];

            var result = Imported.From(zeros);

            Assert.Equal(Imported.Shown(Imported.From(log[..length])), Imported.Shown(result));
            Assert.Equal(zeros.Length, result.Torn!.Offset + result.Torn.Bytes);
        }
    }

    [Fact]
    public void Every_bit_of_a_log_with_sums_should_count()
    {
        var log = Small.Bytes;
        for (var bit = 0; bit < log.Length * 8; bit++)
        {
            var damaged = log.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(() => Imported.From(damaged), $"bit {bit}");
        }
    }

    [Fact]
    public void Every_bit_of_a_snapshot_should_count_or_change_nothing()
    {
        var snapshot = SmallSnapshot.Enveloped;
        var sound = Imported.Shown(Imported.From([], snapshot));
        var text = Encoding.UTF8.GetString(snapshot);
        var harmless = 0;
        for (var bit = 0; bit < snapshot.Length * 8; bit++)
        {
            var damaged = snapshot.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(sound, Imported.Shown(Imported.From([], damaged)));
                harmless++;
            }
            catch (Exception e) when (e is CorruptStorageException or UnsupportedFormatException)
            {
                // Loud.
            }
        }
        // The time in the envelope, which nothing reads.
        var unread = text.IndexOf("checksum", StringComparison.Ordinal) - text.IndexOf("2026", StringComparison.Ordinal);
        Assert.InRange(harmless, 1, unread * 8);
        for (var length = 0; length < snapshot.Length - 1; length++)
            AssertRefused(() => Imported.From([], snapshot[..length]), $"cut to {length}");
    }

    [Theory]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"},"checksum":"00"}""", "has a checksum, but no version")]
    [InlineData("""{"version":1,"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"},"checksum":"00"}""", "not that of the record")]
    [InlineData("""{"version":1,"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"},"chEcksum":"00"}""", "chEcksum")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"}}x""", "no whole record")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"}}{"ts":""", "no whole record")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08""", "no whole record")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","ts":"2026-06-10T08:00:00Z","event":{}}""", "time")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z"}""", "lacks")]
    [InlineData("""{"ts":"yesterday","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"}}""", "yesterday")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"REMOVE","key":"a","at":"2026-06-10T08:00:00Z"}}""", "REMOVE")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"ALLOW","key":"a","at":"2026-06-10T08:00:00Z","cost":-1}}""", "out of range")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"ALLOW","key":"a","at":"2026-06-10T08:00:00Z","cost":1.5}}""", "whole number")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"ALLOW","key":"a","at":"2026-06-10T08:00:00Z","kost":1}}""", "kost")]
    [InlineData("""{"ts":"2026-06-10T08:00:00Z","event":{"type":"LIMIT_CONFIGURED","config":{"key":"a","rate":1,"per_millis":1,"algorithm":"guess"}}}""", "guess")]
    [InlineData("[]", "no record")]
    [InlineData("\0\0\0", "no whole record")]
    public void Bad_line_should_be_refused_with_its_place(string line, string reason)
    {
        foreach (var log in new[] { Small.AddLine(line), Small.AddLine(line).Add(Allow("a 🔥", T)) })
        {
            var refused = Assert.Throws<CorruptStorageException>(() => Imported.From(log.Bytes));

            Assert.Equal(("flint.aof", 4, Small.Bytes.Length), (refused.File, refused.Line, refused.ByteOffset));
            Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"version\":1,\"ts\":\"2026\" x")]
    [InlineData("{\"key\":")]
    [InlineData("{\"ts\":\"\u0001")]
    public void Garbage_at_the_end_should_not_pass_for_a_torn_record(string garbage) =>
        Assert.Throws<CorruptStorageException>(() => Imported.From(Small.AddBytes(Encoding.UTF8.GetBytes(garbage)).Bytes));

    [Fact]
    public void Line_that_is_no_utf8_should_be_refused() =>
        Assert.Throws<CorruptStorageException>(() => Imported.From(Small.AddBytes([.. "{\"ts\":\""u8, 0xf0, 0x9f, (byte)'"', (byte)'\n']).Bytes));

    [Theory]
    [InlineData("999")]
    [InlineData("2")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999999")]
    public void Record_of_another_version_should_be_refused_as_such(string version)
    {
        var refused = Assert.Throws<UnsupportedFormatException>(() => Imported.From(Small.AddLine(
            $$"""{"version":{{version}},"ts":"2026-06-10T08:00:00Z","event":{"type":"RESET","key":"a","at":"2026-06-10T08:00:00Z"},"checksum":"00"}""").Bytes));

        Assert.Equal(("flint.aof", 4L), (refused.File, refused.Line));
        Assert.Equal($"flint.aof, line 4, byte {refused.ByteOffset}: the record is of version {version}, and 1 is known: open it with a newer version", refused.Message);
    }

    [Fact]
    public void Snapshot_of_another_version_should_be_refused_as_such()
    {
        var old = SmallSnapshot with { Version = 999 };

        Assert.Throws<UnsupportedFormatException>(() => Imported.From([], old.Bare));
        Assert.Throws<UnsupportedFormatException>(() => Imported.From([], old.Enveloped));
        Assert.Throws<UnsupportedFormatException>(() => Imported.From([], OldSnapshot.Envelope(old.Document, Sum(old.Document), version: 999)));
    }

    [Fact]
    public void Snapshot_with_another_sum_should_be_refused()
    {
        var refused = Assert.Throws<CorruptStorageException>(() => Imported.From([], OldSnapshot.Envelope(SmallSnapshot.Document, Sum(SmallSnapshot.Document + " "))));

        Assert.Equal("flint.snapshot", refused.File);
        Assert.Contains("checksum", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format_version")]
    [InlineData("created_at")]
    [InlineData("checksum")]
    [InlineData("snapshot")]
    public void Half_an_envelope_should_be_refused(string missing)
    {
        var lines = Encoding.UTF8.GetString(SmallSnapshot.Enveloped).Split('\n').Where(line => !line.Contains($"  \"{missing}\"", StringComparison.Ordinal));

        var refused = Assert.Throws<CorruptStorageException>(() => Imported.From([], Encoding.UTF8.GetBytes(string.Join('\n', lines).Replace("\",\n}", "\"\n}", StringComparison.Ordinal))));

        Assert.Contains(missing, refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"snapshot\":{},\"checksum\":\"\",\"created_at\":\"\",\"format_version\":1}")]
    public void What_is_no_snapshot_should_be_refused(string text) =>
        Assert.Throws<CorruptStorageException>(() => Imported.From([], Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"total_denied\":0", "\"total_denied\":0,\"total_dented\":0")]
    [InlineData("\"count\":4", "\"count\":4.0")]
    [InlineData("\"count\":4", "\"count\":NaN")]
    [InlineData("\"count\":4", "'count':4")]
    [InlineData("\"count\":4", "\"count\":/**/4")]
    [InlineData("\"count\":4", "\"count\":\"4\"")]
    [InlineData("\"count\":4", "\"other\":4")]
    [InlineData("\"metrics\"", "\"metricx\"")]
    [InlineData("\"key\":\"a 🔥\"", "\"key\":\"b\"")]
    public void Document_that_is_another_should_be_refused(string from, string to)
    {
        var document = SmallSnapshot.Document.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(SmallSnapshot.Document, document);

        Assert.Throws<CorruptStorageException>(() => Imported.From([], OldSnapshot.Envelope(document, Sum(document))));
        Assert.Throws<CorruptStorageException>(() => Imported.From([], Encoding.UTF8.GetBytes(document)));
    }

    [Fact]
    public void Snapshot_with_something_behind_should_be_refused()
    {
        Assert.Throws<CorruptStorageException>(() => Imported.From([], [.. SmallSnapshot.Enveloped, (byte)'x']));
        Assert.Throws<CorruptStorageException>(() => Imported.From([], [.. SmallSnapshot.Bare, 0]));
    }

    [Fact]
    public void Log_should_be_read_from_where_the_snapshot_ends()
    {
        var covered = Small.Bytes;
        var log = Small.Add(Allow("a 🔥", T + 30, 3)).Bytes;

        var result = Imported.From(log, (SmallSnapshot with { LogOffset = covered.Length }).Enveloped);

        var key = Assert.Single(result.Keys);
        Assert.Equal((2, 7, 3, 3), (key.State.TotalAllowed, key.State.TotalAllowedCost, key.HistoryEvents, Imported.Available(key, T + 40)));
    }

    [Fact]
    public void Offset_that_does_not_fit_the_log_should_be_refused()
    {
        var log = Small.Bytes;

        var beyond = Assert.Throws<CorruptStorageException>(() => Imported.From(log, (SmallSnapshot with { LogOffset = log.Length + 1 }).Enveloped));
        Assert.Equal("flint.snapshot", beyond.File);
        Assert.Throws<CorruptStorageException>(() => Imported.From([], (SmallSnapshot with { LogOffset = 1 }).Enveloped));

        var within = Assert.Throws<CorruptStorageException>(() => Imported.From(log, (SmallSnapshot with { LogOffset = log.Length - 1 }).Enveloped));
        Assert.Equal(("flint.aof", 3), (within.File, within.Line));
    }

    [Fact]
    public void Grants_behind_a_compaction_that_stopped_half_way_should_not_be_passed_over()
    {
        // The log was cut, the snapshot still says where its old end was, and what was granted since has grown over it.
        var snapshot = SmallSnapshot with { CreatedAt = T + 1 };
        var log = new OldLog().Add(Allow("a 🔥", T + 10), T + 10).Add(Allow("a 🔥", T + 20), T + 20);

        var refused = Assert.Throws<CorruptStorageException>(() => Imported.From(log.Bytes, (snapshot with { LogOffset = log.Bytes.Length }).Enveloped));

        Assert.Contains("stopped half-way", refused.Reason, StringComparison.Ordinal);
    }

    private static void AssertRefused(Func<object> import, string because)
    {
        try
        {
            import();
        }
        catch (Exception e) when (e is CorruptStorageException or UnsupportedFormatException)
        {
            return;
        }
        Assert.Fail(because);
    }
}
