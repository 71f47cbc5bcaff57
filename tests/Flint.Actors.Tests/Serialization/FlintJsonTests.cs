using System.Buffers;
using System.Text;
using CsCheck;
using Flint.Limits;
using Flint.Serialization;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Serialization;

public sealed class FlintJsonTests
{
    private static readonly long At = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly Template Template = new("ip:*", new Terms(Algorithm.TokenBucket, 10, TimeSpan.TicksPerMinute), TimeSpan.TicksPerHour);

    [Fact]
    public void Entries_should_be_written_as_the_format_says()
    {
        CheckItem[] items = ["api:user-42", ("mail \"x\" é", 2)];
        var events = new LimitEvents(
        [
            LimitEntry.Configured(At, new LimitConfig(new Terms(Algorithm.TokenBucket, 100, 60 * TimeSpan.TicksPerSecond))),
            LimitEntry.Allow(At + 1, 1),
            LimitEntry.Allow(At + 121, 1),
            LimitEntry.Allow(At + 201, 2),
            LimitEntry.DenyRun(At + 300, At + 1_000_000, 3, 33),
            LimitEntry.Allow(At + 10_000_000, 5),
            LimitEntry.AllowAll(At + 10_000_000, 1, new CheckAllPart(7, 4, At + 9_999_999, items)),
            LimitEntry.AllowAll(At + 10_000_000, 1, new CheckAllPart(8, 4, At + 10_000_000, ["api:user-42"])),
            LimitEntry.Reset(At + 10_000_001),
            LimitEntry.Removed(At + 10_000_002),
        ]);

        Assert.Equal(
            """
            [{"type":"LIMIT_CONFIGURED","at":"2026-01-01T00:00:00Z","config":{"rate":100,"per_millis":60000,"algorithm":"token_bucket","source":"explicit"}},
            {"type":"ALLOW","at":"2026-01-01T00:00:00.0000001Z","cost":1,"then":[120,1,80,2]},
            {"type":"DENY","first_at":"2026-01-01T00:00:00.00003Z","at":"2026-01-01T00:00:00.1Z","count":3,"cost":33},
            {"type":"ALLOW","at":"2026-01-01T00:00:01Z","cost":5},
            {"type":"ALLOW_ALL","at":"2026-01-01T00:00:01Z","cost":1,"tx":7,"low_water":4,"decided_at":"2026-01-01T00:00:00.9999999Z","items":[{"key":"api:user-42","cost":1},{"key":"mail \"x\" é","cost":2}]},
            {"type":"ALLOW_ALL","at":"2026-01-01T00:00:01Z","cost":1,"tx":8,"low_water":4,"items":[{"key":"api:user-42","cost":1}]},
            {"type":"RESET","at":"2026-01-01T00:00:01.0000001Z"},
            {"type":"LIMIT_REMOVED","at":"2026-01-01T00:00:01.0000002Z"}]
            """.ReplaceLineEndings(""),
            Text(events));
    }

    [Fact]
    public void State_should_be_written_as_the_format_says()
    {
        var config = new LimitConfig(new Terms(Algorithm.SlidingWindowLog, 10, TimeSpan.TicksPerSecond), LimitSource.Lazy);
        var state = new LimitState()
            .Apply(LimitEntry.Configured(At, config))
            .Apply(LimitEntry.Allow(At + 10, 2))
            .Apply(LimitEntry.AllowAll(At + 20, 3, new CheckAllPart(7, 4, At, ["k"])));

        Assert.Equal(
            $$$"""
            {"last_event_at":"2026-01-01T00:00:00.000002Z","total_allowed":2,"total_denied":0,"total_allowed_cost":5,"total_denied_cost":0,
            "last_allowed_at":"2026-01-01T00:00:00.000002Z","low_water":4,"transactions":[7,7],
            "config":{"rate":10,"per_millis":1000,"algorithm":"sliding_window_log","source":"lazy"},
            "quota":{"spends":[{{{At + 10}}},2,{{{At + 20}}},3]}}
            """.ReplaceLineEndings(""),
            Text(new LimitSnapshot(state)));
    }

    [Theory]
    [InlineData(Algorithm.TokenBucket, """{"level":"480000000","at":"2026-01-01T00:00:00.000001Z"}""")]
    [InlineData(Algorithm.SlidingWindowLog, """{"spends":[639028224000000010,2]}""")]
    [InlineData(Algorithm.FixedWindowCounter, """{"start":"2026-01-01T00:00:00.000001Z","used":2}""")]
    public void Quota_of_each_algorithm_should_be_written_as_the_format_says(Algorithm algorithm, string quota)
    {
        var state = new LimitState()
            .Apply(LimitEntry.Configured(At, new LimitConfig(new Terms(algorithm, 10, 6 * TimeSpan.TicksPerSecond))))
            .Apply(LimitEntry.Allow(At + 10, 2));

        Assert.EndsWith($",\"quota\":{quota}}}", Text(new LimitSnapshot(state)), StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_should_be_written_as_the_format_says()
    {
        var decisions = new[] { new CheckAllDecision(5, At, ["a", ("b", 2)]) };

        Assert.Equal(
            """{"type":"ALLOW_ALL","low_water":4,"decisions":[{"tx":5,"at":"2026-01-01T00:00:00Z","items":[{"key":"a","cost":1},{"key":"b","cost":2}]}]}""",
            Text(new CheckAllsDecided(4, decisions)));
        Assert.Equal(
            """{"last_tx":6,"low_water":4,"decisions":[{"tx":5,"at":"2026-01-01T00:00:00Z","items":[{"key":"a","cost":1},{"key":"b","cost":2}]}]}""",
            Text(new CheckAllSnapshot(6, 4, decisions)));
    }

    [Fact]
    public void Manifests_should_stay_what_they_are() => Assert.Equal(
        ["L1", "LS1", "C1", "CS1", "T1", "T1", "TS1", "SS1"],
        new object[]
        {
            new LimitEvents([]), new LimitSnapshot(default), new CheckAllsDecided(0, []), new CheckAllSnapshot(0, 0, []),
            new TemplateConfigured(0, Template), new TemplateRemoved(0, ""), new TemplatesSnapshot(0, [], []),
            new TotalsSnapshot([]),
        }.Select(FlintJson.Manifest));

    [Fact]
    public void Templates_should_be_written_as_the_format_says_and_read_back()
    {
        const string Written = """{"pattern":"ip:*","rate":10,"per_millis":60000,"algorithm":"token_bucket","idle_ttl_millis":3600000}""";
        Assert.Equal($$"""{"type":"TEMPLATE_CONFIGURED","at":"2026-01-01T00:00:00Z","template":{{Written}}}""", Text(new TemplateConfigured(At, Template)));
        Assert.Equal("""{"type":"TEMPLATE_REMOVED","at":"2026-01-01T00:00:00Z","pattern":"ip:*"}""", Text(new TemplateRemoved(At, "ip:*")));
        Assert.Equal($$"""{"last_event_at":"2026-01-01T00:00:00Z","templates":[{{Written}}],"removed":["a*","b"]}""", Text(new TemplatesSnapshot(At, [Template], ["a*", "b"])));
        foreach (var payload in new object[] { new TemplateConfigured(At, Template), new TemplateRemoved(At, "ip:*"), new TemplatesSnapshot(At, [Template], ["a*", "b"]), new TemplatesSnapshot(0, [], []) })
            Assert.Equal(payload, RoundTrip(payload));
    }

    [Fact]
    public void Totals_should_be_written_as_the_format_says_and_read_back()
    {
        var totals = new TotalsSnapshot(
        [
            new LimitTotals(Algorithm.TokenBucket, null, 2, 7, 1, (Int128)long.MaxValue * 3, 3),
            new LimitTotals(Algorithm.FixedWindowCounter, "ip:\U0001F600*", 0, 0, 5, 0, 9),
        ]);

        Assert.Equal(
            """{"totals":[{"algorithm":"token_bucket","limits":2,"allowed":7,"denied":1,"allowed_cost":27670116110564327421,"denied_cost":3},"""
            + """{"algorithm":"fixed_window_counter","template":"ip:\uD83D\uDE00*","limits":0,"allowed":0,"denied":5,"allowed_cost":0,"denied_cost":9}]}""",
            Text(totals));
        Assert.Equal(totals, RoundTrip(totals));
        Assert.Equal(new TotalsSnapshot([]), RoundTrip(new TotalsSnapshot([])));
    }

    [Fact]
    public void Random_lives_should_survive_writing_and_reading()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var entries = RandomLives.Entries(new Random(seed), 60);
            var state = default(LimitState);
            foreach (var entry in entries)
            {
                state = state.Apply(entry);
                Assert.True(new LimitSnapshot(state).Equals(RoundTrip(new LimitSnapshot(state))), $"seed {seed}: {state}");
            }

            Assert.True(new LimitEvents([.. entries]).Equals(RoundTrip(new LimitEvents([.. entries]))), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("""[{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1,"then":[120,1,80,2]}]""")]
    [InlineData("""[ {"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1,"then":[120, 1, 80, 2]} ]""")]
    [InlineData("""[{"then":[120,1,80,2],"cost":1,"at":"2026-01-01T00:00:00Z","type":"ALLOW"}]""")]
    [InlineData("""[{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1,"then":[120,1,80,2],"new":["member"]}]""")]
    [InlineData("""[{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1}, {"type":"ALLOW","at":"2026-01-01T00:00:00.000012Z","cost":1,"then":[80,2]}]""")]
    public void Grants_should_read_the_same_however_they_are_laid_out(string text) => Assert.Equal(
        new LimitEvents([LimitEntry.Allow(At, 1), LimitEntry.Allow(At + 120, 1), LimitEntry.Allow(At + 200, 2)]),
        FlintJson.Read(Encoding.UTF8.GetBytes(text), "L1"));

    /// <summary>A limit is remembered by its text, and what has another text is read by itself, wherever it is remembered.</summary>
    [Fact]
    public void Limits_should_be_read_as_they_were_written_whatever_was_read_before() =>
        Gen.Select(Gen.Long[1, 12], Gen.Int[0, 2], Gen.Int[0, 3], (rate, algorithm, template) => new LimitConfig(
            new Terms((Algorithm)algorithm, rate * 11_111_111, rate * TimeSpan.TicksPerSecond),
            template == 0 ? LimitSource.Explicit : LimitSource.Template,
            template switch { 0 => null, 1 => "ip:*", 2 => "a \"quoted\" {}*", _ => "ü*" })).Array[1, 40].Sample(limits =>
            Assert.All(limits, limit =>
            {
                var events = new LimitEvents([LimitEntry.Configured(At, limit), LimitEntry.Allow(At + 1, 1), LimitEntry.Configured(At + 2, limit)]);
                Assert.Equal(events, FlintJson.Read(Encoding.UTF8.GetBytes(Text(events)), "L1"));
            }));

    [Fact]
    public void Coordinator_events_should_survive_writing_and_reading()
    {
        var decisions = new[] { new CheckAllDecision(5, At, ["a", ("b", 2)]), new CheckAllDecision(6, At + 1, [("c", long.MaxValue)]) };

        Assert.Equal(new CheckAllsDecided(4, decisions), RoundTrip(new CheckAllsDecided(4, decisions)));
        Assert.Equal(new CheckAllSnapshot(6, 4, decisions), RoundTrip(new CheckAllSnapshot(6, 4, decisions)));
    }

    [Fact]
    public void Unknown_entries_and_manifests_should_be_refused_as_of_a_newer_version()
    {
        Assert.Throws<UnsupportedFormatException>(() => FlintJson.Read("""[{"type":"LEASE","at":"2026-01-01T00:00:00Z"}]"""u8.ToArray(), "L1"));
        Assert.Throws<UnsupportedFormatException>(() => FlintJson.Read("""{"type":"TEMPLATE_LEASED","at":"2026-01-01T00:00:00Z"}"""u8.ToArray(), "T1"));
        Assert.Throws<UnsupportedFormatException>(() => FlintJson.Read("{}"u8.ToArray(), "L2"));
    }

    private static object RoundTrip(object payload) => FlintJson.Read(Encoding.UTF8.GetBytes(Text(payload)), FlintJson.Manifest(payload));

    private static string Text(object payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FlintJson.Write(payload, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
