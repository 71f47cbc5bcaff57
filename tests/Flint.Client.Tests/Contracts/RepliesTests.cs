using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Client.Tests.Contracts;

public sealed class RepliesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly CheckResult Granted = new("api:user-42", true, 5, 100, 95, Noon, null, Algorithm.TokenBucket);

    private static readonly CheckResult Denied =
        new("a\"b\\c/d%2F🔥", false, 7, 10, 3, Noon.AddMilliseconds(1_500), TimeSpan.FromTicks(15_000_001), Algorithm.SlidingWindowLog);

    [Fact]
    public void A_grant_should_read_as_the_contract_says() => Assert.Equal(
        """{"key":"api:user-42","allowed":true,"cost":5,"remaining":95,"reset_at":"2026-11-24T12:00:00Z","algorithm":"token_bucket","limit":100,"retry_after_ms":null}""",
        JsonSerializer.Serialize(CheckReply.From(Granted), FlintJson.Wire.CheckReply));

    [Fact]
    public void A_denial_should_round_its_waiting_time_up_and_leave_the_key_readable() => Assert.Equal(
        """{"key":"a\"b\\c/d%2F🔥","allowed":false,"cost":7,"remaining":3,"reset_at":"2026-11-24T12:00:01.500Z","algorithm":"sliding_window_log","limit":10,"retry_after_ms":1501}""",
        JsonSerializer.Serialize(CheckReply.From(Denied), FlintJson.Wire.CheckReply));

    [Fact]
    public void A_check_all_should_hold_the_results_in_order()
    {
        var reply = CheckAllReply.From(new CheckAllResult(false, Denied.Key, [Granted, Denied]));

        var json = JsonSerializer.Serialize(reply, FlintJson.Wire.CheckAllReply);

        Assert.StartsWith("""{"allowed":false,"denied_key":"a\"b\\c/d%2F🔥","results":[{"key":"api:user-42",""", json, StringComparison.Ordinal);
        Assert.EndsWith("\"retry_after_ms\":1501}]}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_granted_check_all_should_write_a_null_denied_key() => Assert.Equal(
        """{"allowed":true,"denied_key":null,"results":[]}""",
        JsonSerializer.Serialize(CheckAllReply.From(new CheckAllResult(true, null, [])), FlintJson.Wire.CheckAllReply));

    [Fact]
    public void A_status_should_read_as_the_contract_says()
    {
        var status = new LimitStatus(
            "k", 10, TimeSpan.FromMinutes(1), Algorithm.FixedWindowCounter, 4, Noon.AddTicks(1), 3, 2, 6, 9, Noon.AddTicks(19), null, Noon.AddTicks(10_010));

        Assert.Equal(
            """
            {"key":"k","rate":10,"per_millis":60000,"algorithm":"fixed_window_counter","remaining":4,"reset_at":"2026-11-24T12:00:00.000001Z",
            "total_allowed":3,"total_denied":2,"total_allowed_cost":6,"total_denied_cost":9,
            "last_allowed_at":"2026-11-24T12:00:00.000001Z","last_denied_at":null,"last_reset_at":"2026-11-24T12:00:00.001001Z"}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(StatusReply.From(status), FlintJson.Wire.StatusReply));
    }

    [Fact]
    public void A_doctor_s_report_should_come_back_as_it_was()
    {
        var report = new DoctorReport
        {
            Ok = false,
            AofBytes = 5000,
            Generations = 3,
            SnapshotBytes = 77,
            SnapshotAge = TimeSpan.FromMinutes(150),
            FormatVersion = 2,
            ClosedCleanly = false,
            LastSyncAt = Noon,
            LastSyncError = "fdatasync failed",
            TornTail = new UnfinishedTail("flint.aof", 100, 7, "the group has no closing line"),
            OutOfBoundsCount = 1,
            OutOfBounds = [new OutOfBoundsLimit("k\n", 5, TimeSpan.FromMilliseconds(1), "key must not contain control characters")],
            Damage = new StorageDamage("flint.aof", 3, 250, "the group's sum is not that of its bytes", "put it back"),
            HeldBy = new DirectoryHolder(12, null),
            Notes = ["a note"],
        };

        var json = JsonSerializer.Serialize(DoctorReply.From(report), FlintJson.Wire.DoctorReply);
        var back = JsonSerializer.Deserialize(json, FlintJson.Wire.DoctorReply)!.ToReport();

        Assert.Contains(""","torn_tail":{"file":"flint.aof","offset":100,"bytes":7,"reason":"the group has no closing line"},""", json, StringComparison.Ordinal);
        Assert.Contains("\"held_by\":{\"process_id\":12,\"url\":null}", json, StringComparison.Ordinal);
        Assert.Equal(report.OutOfBounds, back.OutOfBounds);
        Assert.Equal(report.Notes, back.Notes);
        Assert.Equal(report, back with { OutOfBounds = report.OutOfBounds, Notes = report.Notes });
    }

    [Fact]
    public void An_unknown_limit_should_be_null() =>
        Assert.Equal("null", JsonSerializer.Serialize(null, FlintJson.Wire.StatusReply!));

    public static TheoryData<LimitEvent, string> Events => new()
    {
        { new CostGranted("k\"/🔥", Noon.AddTicks(19), 3), """{"type":"ALLOW","key":"k\"/🔥","at":"2026-11-24T12:00:00.000001Z","cost":3}""" },
        { new CostsDenied("k", Noon, Noon, 1, 7), """{"type":"DENY","key":"k","at":"2026-11-24T12:00:00Z","cost":7}""" },
        {
            new CostsDenied("k", Noon, Noon.AddMilliseconds(5), 3, 21),
            """{"type":"DENY","key":"k","at":"2026-11-24T12:00:00Z","cost":21,"count":3,"last_at":"2026-11-24T12:00:00.005Z"}"""
        },
        {
            new CheckAllGranted("k", Noon, 2, [("other", 1), ("k", 2)]),
            """{"type":"ALLOW_ALL","items":[{"key":"other","cost":1},{"key":"k","cost":2}],"at":"2026-11-24T12:00:00Z"}"""
        },
        { new QuotaReset("k", Noon), """{"type":"RESET","key":"k","at":"2026-11-24T12:00:00Z"}""" },
        {
            new LimitConfigured("k", null, 5, TimeSpan.FromSeconds(90), Algorithm.SlidingWindowLog),
            """{"type":"LIMIT_CONFIGURED","config":{"key":"k","rate":5,"per_millis":90000,"algorithm":"sliding_window_log"}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_should_read_as_the_contract_says(LimitEvent past, string json) =>
        Assert.Equal($"[{json}]", JsonSerializer.Serialize([EventReply.From(past)], FlintJson.Wire.IReadOnlyListEventReply));

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_should_survive_the_wire_but_for_what_is_finer_than_it(LimitEvent past, string json)
    {
        var back = JsonSerializer.Deserialize($"[{json}]", FlintJson.Wire.IReadOnlyListEventReply)!.Select(reply => reply.ToEvent(past.Key));

        Assert.Equal([past is CostGranted granted ? granted with { At = Noon.AddMicroseconds(1) } : past], back);
    }

    [Fact]
    public void A_configuration_should_not_tell_when_it_was() => Assert.Equal(
        EventReply.From(new LimitConfigured("k", null, 5, TimeSpan.FromSeconds(1), Algorithm.TokenBucket)),
        EventReply.From(new LimitConfigured("k", Noon, 5, TimeSpan.FromSeconds(1), Algorithm.TokenBucket)));

    [Fact]
    public void Totals_should_be_told_whole()
    {
        IReadOnlyList<LimitTotals> totals =
        [
            new(Algorithm.TokenBucket, null, 2, 7, 1, (Int128)long.MaxValue * 3, 3),
            new(Algorithm.FixedWindowCounter, "ip:*", 0, 0, 5, 0, 9),
        ];

        var json = JsonSerializer.Serialize([.. totals.Select(TotalsReply.From)], FlintJson.Wire.IReadOnlyListTotalsReply);

        Assert.Equal(
            """[{"algorithm":"token_bucket","template":null,"limits":2,"total_allowed":7,"total_denied":1,"total_allowed_cost":27670116110564327421,"total_denied_cost":3},"""
            + """{"algorithm":"fixed_window_counter","template":"ip:*","limits":0,"total_allowed":0,"total_denied":5,"total_allowed_cost":0,"total_denied_cost":9}]""",
            json);
        Assert.Equal(totals, JsonSerializer.Deserialize(json, FlintJson.Wire.IReadOnlyListTotalsReply)!.Select(reply => reply.ToTotals()));
    }

    [Fact]
    public void A_ranking_should_hold_the_key_and_its_totals()
    {
        var status = new LimitStatus("k", 10, TimeSpan.FromDays(1), Algorithm.TokenBucket, 4, Noon, 3, 2, 6, 9, null, null, null);

        Assert.Equal(
            """[{"key":"k","total_allowed":3,"total_denied":2}]""",
            JsonSerializer.Serialize([TopReply.From(status)], FlintJson.Wire.IReadOnlyListTopReply));
    }

    [Theory]
    [InlineData(true, null, """{"ok":true}""")]
    [InlineData(false, "fsync failed", """{"ok":false,"error":"fsync failed"}""")]
    public void An_acknowledgement_should_name_an_error_only_if_there_is_one(bool ok, string? error, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(new OkReply(ok, error), FlintJson.Wire.OkReply));

    [Fact]
    public void An_error_should_hold_its_sentence() =>
        Assert.Equal("""{"error":"no <such> key"}""", JsonSerializer.Serialize(new ErrorReply("no <such> key"), FlintJson.Wire.ErrorReply));

    [Fact]
    public void A_check_should_survive_the_wire_but_for_what_is_finer_than_it()
    {
        var json = JsonSerializer.Serialize(CheckAllReply.From(new CheckAllResult(false, Denied.Key, [Granted, Denied])), FlintJson.Wire.CheckAllReply);

        var back = JsonSerializer.Deserialize(json, FlintJson.Wire.CheckAllReply)!.ToResult();

        Assert.Equal([Granted, Denied with { RetryAfter = TimeSpan.FromMilliseconds(1_501) }], back.Results);
        Assert.Equal((false, Denied.Key), (back.Allowed, back.DeniedKey));
    }

    [Fact]
    public void A_status_should_survive_the_wire()
    {
        var status = new LimitStatus("k", 10, TimeSpan.FromDays(1), Algorithm.TokenBucket, 4, Noon, 3, 2, 6, 9, Noon.AddMicroseconds(7), null, null);

        var json = JsonSerializer.Serialize(StatusReply.From(status), FlintJson.Wire.StatusReply);

        Assert.Equal(status, JsonSerializer.Deserialize(json, FlintJson.Wire.StatusReply)!.ToStatus());
    }

    [Fact]
    public void A_reply_should_tolerate_members_of_a_newer_server() => Assert.Equal(
        new OkReply(true),
        JsonSerializer.Deserialize("""{"ok":true,"since":{"a":[1]}}""", FlintJson.Wire.OkReply));
}
