using System.Text;
using Flint.Import;
using Flint.Limits;
using Flint.State;
using Flint.Tests.Import.Support;
using static Flint.Tests.Import.Support.OldLog;

namespace Flint.Tests.Import;

/// <summary>Kinds of old directories that there is no sample of.</summary>
public sealed class OldKindsTests
{
    private static readonly long T = Start.Ticks;

    [Fact]
    public void Empty_log_should_hold_nothing()
    {
        var result = Imported.From([]);

        Assert.Empty(result.Keys);
        Assert.Equal((0, null), (result.Newest, result.Torn));
    }

    [Fact]
    public void Log_of_configurations_only_should_be_full_limits()
    {
        var log = new OldLog()
            .Add(Configured(Limit("b", 7, 1_000)), T)
            .Add(Configured(Limit("\U0001F525", 9, 1_000, "fixed_window_counter")), T + 1)
            .Add(Configured(Limit("\uFFFD", 8, 60, "sliding_window_log", "per_seconds")), T + 2)
            .Add(Configured(Limit("b", 5, 1_000)), T + 3);

        var result = Imported.From(log.Bytes);

        // By UTF-8 bytes, not by UTF-16 units.
        Assert.Equal(["flint/key/b", "flint/key/\uFFFD", "flint/key/\U0001F525"], result.Keys.Select(key => key.PersistenceId));
        Assert.Equal([5L, 8, 9], result.Keys.Select(key => Imported.Available(key, T + 3)));
        Assert.Equal([2L, 1, 1], result.Keys.Select(key => key.HistoryEvents));
        Assert.Equal(60 * TimeSpan.TicksPerSecond, result.Keys[1].State.Config!.Terms.PerTicks);
        Assert.All(result.Keys, key => Assert.Equal(LimitSource.Explicit, key.State.Config!.Source));
        Assert.Equal(T + 3, result.Newest);
    }

    [Fact]
    public void Bare_snapshot_should_read_as_the_enveloped_one()
    {
        var snapshot = new OldSnapshot
        {
            Configs = $"{Text("t\n")}:{Limit("t\n", 10, 1_000)},\"s\":{Limit("s", 10, 1_000, "sliding_window_log")},\"w\":{Limit("w", 10, 1_000, "fixed_window_counter")}",
            Buckets = $$"""{{Text("t\n")}}:{"tokens":2.5,"last_refill":"{{Time(T, 50)}}"},"s":{"tokens":10.0,"last_refill":"{{Time(T)}}"}""",
            SlidingWindows = $$""" "s":["{{Time(T)}}","{{Time(T)}}","{{Time(T + 5)}}"],"w":["{{Time(T + 1_000_000)}}"]""",
            FixedWindows = $$""" "w":{"window_start":"{{Time(T)}}","count":4}""",
            Metrics = $$""" "s":{"total_allowed":2,"total_denied":1,"total_allowed_cost":3,"total_denied_cost":18446744073709551615,"last_allowed_at":"{{Time(T + 5)}}","last_denied_at":"{{Time(T + 6)}}","last_reset_at":null}""",
            History = $"{Configured(Limit("s", 10, 1_000, "sliding_window_log"))},{AllowAll(T, ("s", 2), ("w", 4))},{Configured(Limit("w", 10, 1_000, "fixed_window_counter"))},{Allow("s", T + 5)},{Deny("s", T + 6, 99)}",
        };

        var result = Imported.From([], snapshot.Bare);

        Assert.Equal(Imported.Shown(result), Imported.Shown(Imported.From([], snapshot.Enveloped)));
        var (s, t, w) = (result.Keys[0], result.Keys[1], result.Keys[2]);
        Assert.Equal(("s", "t\n", "w"), (s.Key, t.Key, w.Key));
        Assert.Equal((7, 2, 6), (Imported.Available(s, T + 6), Imported.Available(t, T), Imported.Available(w, T)));
        Assert.Equal(3, Imported.Available(t, T + (TimeSpan.TicksPerSecond / 20)));
        Assert.Equal(9, Imported.Available(s, T + TimeSpan.TicksPerSecond));
        Assert.Equal((2, 1, 3, long.MaxValue, T + 5, T + 6, 0), (s.State.TotalAllowed, s.State.TotalDenied, s.State.TotalAllowedCost, s.State.TotalDeniedCost, s.State.LastAllowedAt, s.State.LastDeniedAt, s.State.LastResetAt));
        Assert.Equal([EntryKind.Configured, EntryKind.AllowAll, EntryKind.Allow, EntryKind.Deny], s.History.Select(entry => entry.Kind));
        Assert.Equal([T, T, T + 5, T + 6], s.History.Select(entry => entry.At));
        Assert.Equal([new CheckItem("s", 2), new CheckItem("w", 4)], s.History[1].Part!.Items);
        Assert.Equal(T + 6, result.Newest);
    }

    [Fact]
    public void Records_without_checksum_should_read_as_those_with_one()
    {
        string[] life =
        [
            Configured(Limit("k", 5, 60, per: "per_seconds")), """{"type":"ALLOW","key":"k","at":"2026-06-10T08:00:01Z"}""", Deny("k", T + 99, 5), Reset("k", T + 100), Allow("k", T + 101, 3),
        ];
        var (with, without, versioned) = (new OldLog(), new OldLog(hasSums: false), new OldLog());
        foreach (var happened in life)
        {
            with.Add(happened);
            without.Add(happened);
            versioned.AddLine($$"""{"version":1,"ts":"{{Time(T)}}","event":{{happened}}}""");
        }

        var result = Imported.From(without.Bytes);

        Assert.Equal(Imported.Shown(Imported.From(with.Bytes)), Imported.Shown(result));
        Assert.Equal(Imported.Shown(Imported.From(with.Bytes)), Imported.Shown(Imported.From(versioned.Bytes)));
        Assert.Equal((2, 4, 1, 5), (result.Keys[0].State.TotalAllowed, result.Keys[0].State.TotalAllowedCost, result.Keys[0].State.TotalDenied, result.Keys[0].HistoryEvents));
        // From 0.1 to 0.2 in one log.
        Assert.Equal(10, Assert.Single(Imported.From([.. without.Bytes, .. with.Bytes]).Keys).HistoryEvents);
    }

    [Fact]
    public void Key_torn_inside_a_character_should_be_a_torn_record()
    {
        var whole = new OldLog().Add(Configured(Limit("日本\U0001F525", 5, 1_000))).Add(Allow("日本\U0001F525", T)).Bytes;
        var log = new OldLog().AddBytes(whole).Add(Allow("日本\U0001F525", T + 1)).Bytes;
        var key = whole.Length + log.AsSpan(whole.Length).IndexOf("日"u8);
        for (var length = key + 1; length < key + 10; length++)
        {
            var result = Imported.From(log[..length]);

            Assert.Equal(new TornTail(whole.Length, length - whole.Length), result.Torn);
            Assert.Equal(1, Assert.Single(result.Keys).State.TotalAllowed);
        }
    }

    [Fact]
    public void Blank_lines_should_be_passed_over() =>
        Assert.Single(Imported.From(new OldLog().AddLine("").AddLine(" \t\r").Add(Configured(Limit("k", 5, 1_000))).AddLine("").AddBytes("  "u8).Bytes).Keys);

    [Fact]
    public void Clock_that_went_back_should_charge_at_the_newest_instant_and_show_the_one_in_the_log()
    {
        var later = T + TimeSpan.TicksPerHour;
        var log = new OldLog()
            .Add(Configured(Limit("k", 5, 1_000, "sliding_window_log")), later)
            .Add(Allow("k", later, 2))
            .Add(Allow("k", T, 2))
            .Add(Deny("k", T + 1, 2));

        var key = Assert.Single(Imported.From(log.Bytes).Keys);

        Assert.Equal((T, T + 1, later), (key.State.LastAllowedAt, key.State.LastDeniedAt, key.State.LastAt));
        Assert.Equal([later, later, T, T + 1], key.History.Select(entry => entry.At));
        Assert.Equal(1, Imported.Available(key, later));
        Assert.Equal(later + TimeSpan.TicksPerSecond, Imported.ResetAt(key, later));
    }

    [Fact]
    public void Keys_and_limits_outside_the_bounds_should_be_served_as_they_are_or_be_reported()
    {
        var log = new OldLog();
        var wide = new string('x', 2_000);
        foreach (var key in new[] { "", "\n", wide })
            log.Add(Configured(Limit(key, 2_000_000_000_000, 86_400_000UL * 100_000)));
        log.Add(Configured(Limit("rate", ulong.MaxValue, 1_000))).Add(Configured(Limit("per", 5, ulong.MaxValue, "sliding_window_log")))
            .Add(Configured(Limit("seconds", 5, ulong.MaxValue, "sliding_window_log", "per_seconds"))).Add(Configured(Limit("none", 0, 0))).Add(Allow("per", T, long.MaxValue));

        var result = Imported.From(log.Bytes);

        Assert.Equal(["", "\n", "none", "per", "rate", "seconds", wide], result.Keys.Select(key => key.Key));
        Assert.Equal(2_000_000_000_000, Imported.Available(result.Keys[^1], T));
        Assert.Equal(
            [
                new ClampedLimit("none", 0, 0, new Terms(Algorithm.TokenBucket, 1, 1)),
                new ClampedLimit("per", 5, ulong.MaxValue, new Terms(Algorithm.SlidingWindowLog, 5, Terms.LongestPerTicks)),
                new ClampedLimit("rate", ulong.MaxValue, 1_000, new Terms(Algorithm.TokenBucket, long.MaxValue, TimeSpan.TicksPerSecond)),
                new ClampedLimit("seconds", 5, (Int128)ulong.MaxValue * 1000, new Terms(Algorithm.SlidingWindowLog, 5, Terms.LongestPerTicks)),
            ],
            result.Clamped);
    }

    [Fact]
    public void Key_that_was_never_configured_should_keep_its_totals()
    {
        var key = Assert.Single(Imported.From(new OldLog().Add(Allow("k", T, 3)).Add(Deny("k", T + 1, 4)).Bytes).Keys);

        Assert.Null(key.State.Config);
        Assert.Equal((1, 3, 1, 4, 2), (key.State.TotalAllowed, key.State.TotalAllowedCost, key.State.TotalDenied, key.State.TotalDeniedCost, key.HistoryEvents));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void History_should_keep_the_newest_and_count_all(int kept)
    {
        var history = string.Join(',', Enumerable.Range(0, 4).Select(i => Deny("k", T + i)));
        var snapshot = new OldSnapshot { Configs = $"\"k\":{Limit("k", 5, 1_000)}", History = history };
        var log = new OldLog().Add(Allow("k", T + 4)).Add(AllowAll(T + 5, ("k", 1), ("l", 1)));

        var result = Imported.From(log.Bytes, snapshot.Enveloped, kept);

        Assert.Equal([6L, 1], result.Keys.Select(key => key.HistoryEvents));
        Assert.Equal(new[] { T + 3, T + 4, T + 5 }[^kept..], result.Keys[0].History.Select(entry => entry.At));
        Assert.Equal(2, result.Keys[0].State.TotalAllowed);
    }

    [Fact]
    public void Part_of_a_check_all_should_never_be_charged_again()
    {
        var key = Assert.Single(Imported.From(new OldLog().Add(Configured(Limit("k", 5, 1_000, "fixed_window_counter"))).Add(AllowAll(T, ("k", 2))).Bytes).Keys);

        Assert.Equal((1, 2, 3), (key.State.TotalAllowed, key.State.TotalAllowedCost, Imported.Available(key, T)));
        Assert.Equal(key.State, key.State.Apply(key.History[1]));
    }

    [Fact]
    public void Large_snapshot_should_be_read_across_all_its_buffers()
    {
        var costs = Enumerable.Range(1, 5_000).ToArray();
        var snapshot = new OldSnapshot
        {
            Configs = $"\"🔥\\\"\":{Limit("🔥\"", 1_000_000_000, 3_600_000, "sliding_window_log")}",
            SlidingWindows = $"\"🔥\\\"\":[{string.Join(',', costs.SelectMany(i => Enumerable.Repeat($"\"{Time(T + i)}\"", 1 + (i % 3))))}]",
            History = string.Join(',', costs.Select(i => Allow("🔥\"", T + i, 1 + (i % 3)))),
        };

        var key = Assert.Single(Imported.From([], snapshot.Enveloped, 10).Keys);

        Assert.Equal((5_000, 10), (key.HistoryEvents, key.History.Count));
        Assert.Equal(1_000_000_000 - costs.Sum(i => 1 + (i % 3)), Imported.Available(key, T + 5_000));
        Assert.True(((SlidingWindowState)key.State.Quota.Export(key.State.Config!.Terms)).Spends.Count <= 4_096);
    }

    [Fact]
    public void Escapes_should_be_read_as_what_they_say()
    {
        var document = new OldSnapshot { Configs = $"\"\\u00e9\\ud83d\\udd25/\":{Limit("é🔥/", 5, 1_000)}" }.Document;
        var envelope = Encoding.UTF8.GetString(OldSnapshot.Envelope(document, Sum(document)));

        Assert.Equal("é🔥/", Assert.Single(Imported.From([], Encoding.UTF8.GetBytes(envelope)).Keys).Key);
        // The same text, said otherwise.
        var escaped = envelope.Replace("configs", "\\u0063onfi\\u0067s", StringComparison.Ordinal).Replace("é🔥/", "\\u00E9\\uD83D\\uDD25\\/", StringComparison.Ordinal);
        Assert.Equal("é🔥/", Assert.Single(Imported.From([], Encoding.UTF8.GetBytes(escaped)).Keys).Key);
        foreach (var wrong in new[] { "\\ud83d", "\\udd25", "\\ud83dx", "\\x", "\\u12", "\\u 12a", "\t" })
            Assert.Throws<CorruptStorageException>(() => Imported.From([], Encoding.UTF8.GetBytes(envelope.Replace("configs", wrong, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("2026-06-10T08:00:00Z", 0)]
    [InlineData("2026-06-10T08:00:00.1Z", 1_000_000)]
    [InlineData("2026-06-10T08:00:00.123456789Z", 1_234_567)]
    [InlineData("2026-06-10T08:00:00.999999999Z", 9_999_999)]
    [InlineData("2026-06-10T10:00:00+02:00", 0)]
    [InlineData("2026-06-10T02:30:00.5-05:30", 5_000_000)]
    public void Time_should_be_cut_to_the_tick(string text, long ticks) => Assert.Equal(T + ticks, InstantText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("2026-06-10")]
    [InlineData("2026-06-10T08:00:00")]
    [InlineData("2026-06-10T08:00:00.Z")]
    [InlineData("2026-06-10T08:00:00Zx")]
    [InlineData("2026-06-10T08:00:00+0200")]
    [InlineData("2026-13-10T08:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("+12026-06-10T08:00:00Z")]
    public void What_is_no_time_should_be_refused(string text) => Assert.Throws<FormatException>(() => InstantText.Parse(text));
}
