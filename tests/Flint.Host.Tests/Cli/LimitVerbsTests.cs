using System.Text.Json;
using Flint.Client.Json;
using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class LimitVerbsTests
{
    private readonly TestProgram _flint = new();

    [Theory]
    [InlineData("/h")]
    [InlineData("/?")]
    [InlineData("/json")]
    public async Task A_key_that_begins_with_a_slash_should_be_a_key(string key)
    {
        (await _flint.RunAsync("limit", "add", key, "--rate", "1", "--per", "1m")).ShouldPrint("configured\n");

        Assert.Equal(ExitCode.Done, (await _flint.RunAsync("limit", "check", key)).Code);
        Assert.Equal(ExitCode.Denied, (await _flint.RunAsync("limit", "check", key)).Code);
    }

    [Theory]
    [InlineData("limit add k --rate 5 --per 1m", "configured\n")]
    [InlineData("limit add k --rate 5 --per 1m --json", "{\"ok\":true}\n")]
    [InlineData("--json limit add k --rate 5 --per 1m", "{\"ok\":true}\n")]
    [InlineData("limit --json add --per=1m --rate=5 k", "{\"ok\":true}\n")]
    [InlineData("limit reset there", "reset\n")]
    [InlineData("limit reset there --json", "{\"ok\":true}\n")]
    [InlineData("limit remove there", "removed\n")]
    [InlineData("limit remove there --json", "{\"ok\":true}\n")]
    [InlineData("limit remove --prefix the", "{\n  \"ok\": true,\n  \"removed\": 1\n}\n")]
    [InlineData("log flush", "flushed\n")]
    [InlineData("log flush --json", "{\"ok\":true}\n")]
    [InlineData("log compact", "compacted\n")]
    [InlineData("log compact --json", "{\"ok\":true}\n")]
    [InlineData("limit history nobody", "[]\n")]
    [InlineData("limit top", "[]\n", true)]
    [InlineData("limit status nobody", "null\n")]
    [InlineData("limit status nobody --json", "null\n")]
    [InlineData("limit list", "[]\n", true)]
    public async Task A_verb_should_print_its_word(string line, string output, bool empty = false)
    {
        if (!empty)
            await _flint.Limiter.LimitAsync("there", 1, "1s");

        (await _flint.RunAsync(line.Split(' '))).ShouldPrint(output);

        Assert.Equal(1, _flint.Limiter.Disposals);
    }

    [Fact]
    public async Task What_opening_had_to_repair_should_be_told_beside_the_answer()
    {
        _flint.Source.Repair = "12 bytes that a crash left unfinished were cut";

        var ended = await _flint.RunAsync("limit", "status", "nobody");

        Assert.Equal((ExitCode.Done, "null\n", "flint: 12 bytes that a crash left unfinished were cut\n"), (ended.Code, ended.Output, ended.Errors));
    }

    [Fact]
    public async Task Removing_a_key_without_a_limit_should_be_an_error_and_removing_nothing_by_a_prefix_none()
    {
        var one = await _flint.RunAsync("limit", "remove", "nobody");
        var some = await _flint.RunAsync("limit", "remove", "--prefix", "nobody");

        Assert.Equal((ExitCode.Failure, "flint: limit is not configured: nobody\n"), (one.Code, one.Errors));
        Assert.Contains("\"removed\": 0", some.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit remove", "flint: give a KEY or --prefix\n")]
    [InlineData("limit remove k --prefix k", "flint: give a KEY or --prefix\n")]
    [InlineData("limit remove --prefix <empty>", "flint: prefix must not be empty\n")]
    public async Task What_is_to_be_removed_should_be_named_in_one_way(string line, string error)
    {
        var ended = await _flint.RunAsync(Array.ConvertAll(line.Split(' '), word => word == "<empty>" ? "" : word));

        Assert.Equal((ExitCode.Usage, error), (ended.Code, ended.Errors));
    }

    [Fact]
    public async Task An_added_limit_should_be_what_was_asked_for()
    {
        await _flint.RunAsync("limit", "add", "k", "--rate", "5", "--per", "2h", "--algorithm", "sliding_window_log");
        await _flint.RunAsync("limit", "add", "l", "--rate", "5", "--per", "250ms");

        Assert.Equal((TimeSpan.FromHours(2), Algorithm.SlidingWindowLog), (_flint.Limiter.Limits["k"].Per, _flint.Limiter.Limits["k"].Algorithm));
        Assert.Equal(Algorithm.TokenBucket, _flint.Limiter.Limits["l"].Algorithm);
    }

    [Fact]
    public async Task A_check_should_print_its_answer_and_tell_a_denial_by_its_code()
    {
        await _flint.Limiter.LimitAsync("api:user-42", 6, "1m");

        (await _flint.RunAsync("limit", "check", "api:user-42", "--cost", "5")).ShouldPrint(
            """
            {
              "key": "api:user-42",
              "allowed": true,
              "cost": 5,
              "remaining": 1,
              "reset_at": "2026-11-24T12:00:01Z",
              "algorithm": "token_bucket",
              "limit": 6,
              "retry_after_ms": null
            }

            """);
        var denied = await _flint.RunAsync("limit", "check", "api:user-42", "--cost", "5");

        Assert.Equal(ExitCode.Denied, denied.Code);
        Assert.Contains("\"retry_after_ms\": 2", denied.Output, StringComparison.Ordinal);
        (await _flint.RunAsync("limit", "check", "api:user-42")).ShouldPrint(denied.Output.Replace("false", "true", StringComparison.Ordinal)
            .Replace("\"cost\": 5", "\"cost\": 1", StringComparison.Ordinal)
            .Replace("\"remaining\": 1", "\"remaining\": 0", StringComparison.Ordinal)
            .Replace("\"retry_after_ms\": 2", "\"retry_after_ms\": null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_peek_should_print_what_a_check_would_and_change_nothing()
    {
        await _flint.Limiter.LimitAsync("k", 6, "1m");
        await _flint.Limiter.CheckAsync("k", 4);
        var before = _flint.Limiter.Limits["k"];

        var fits = await _flint.RunAsync("limit", "peek", "k", "--cost", "2");
        var denied = await _flint.RunAsync("limit", "peek", "k", "--cost", "5");

        Assert.Equal((ExitCode.Done, ExitCode.Denied), (fits.Code, denied.Code));
        Assert.Equal(before, _flint.Limiter.Limits["k"]);
        var (check, refused) = (await _flint.RunAsync("limit", "check", "k", "--cost", "2"), await _flint.RunAsync("limit", "peek", "nobody"));
        Assert.Equal((check.Output, ExitCode.Failure), (fits.Output, refused.Code));
    }

    [Theory]
    [InlineData("a=b x", 1, 1)]
    [InlineData("a=b x --cost a=b=3", 3, 1)]
    [InlineData("a=b --cost a=b=3 x --cost x=2", 3, 2)]
    [InlineData("--cost=x=2 a=b x", 1, 2)]
    [InlineData("a=b x --costs 4,1", 4, 1)]
    [InlineData("--costs=4,1 a=b x", 4, 1)]
    public async Task A_check_all_should_charge_what_the_line_says(string rest, long first, long second)
    {
        await _flint.Limiter.LimitAsync("a=b", 10, "1m");
        await _flint.Limiter.LimitAsync("x", 10, "1m");

        var ended = await _flint.RunAsync(["limit", "check-all", .. rest.Split(' ')]);

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        Assert.StartsWith("{\n  \"allowed\": true,\n  \"denied_key\": null,\n  \"results\": [\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal((10 - first, 10 - second), (_flint.Limiter.Limits["a=b"].Remaining, _flint.Limiter.Limits["x"].Remaining));
    }

    [Fact]
    public async Task A_denied_check_all_should_tell_by_its_code()
    {
        await _flint.Limiter.LimitAsync("k", 1, "1m");
        await _flint.Limiter.CheckAsync("k");

        var ended = await _flint.RunAsync("limit", "check-all", "k");

        Assert.Equal(ExitCode.Denied, ended.Code);
        Assert.Contains("\"denied_key\": \"k\"", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_and_a_status_should_be_json_where_nobody_watches()
    {
        await _flint.Limiter.LimitAsync("🔥", 5, "1m");

        var status = await _flint.RunAsync("limit", "status", "🔥");
        var list = await _flint.RunAsync("limit", "list");

        Assert.StartsWith("{\n  \"key\": \"🔥\",\n  \"rate\": 5,\n  \"per_millis\": 60000,\n", status.Output, StringComparison.Ordinal);
        Assert.StartsWith("[\n  {\n    \"key\": \"🔥\",\n", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_should_be_json_where_nobody_watches()
    {
        Remember();

        (await _flint.RunAsync("limit", "history", "k")).ShouldPrint(
            """
            [
              {
                "type": "LIMIT_CONFIGURED",
                "config": {
                  "key": "k",
                  "rate": 5,
                  "per_millis": 90000,
                  "algorithm": "token_bucket"
                }
              },
              {
                "type": "ALLOW",
                "key": "k",
                "at": "2026-11-24T12:00:00Z",
                "cost": 5
              },
              {
                "type": "DENY",
                "key": "k",
                "at": "2026-11-24T12:00:00Z",
                "cost": 21,
                "count": 3,
                "last_at": "2026-11-24T12:00:02Z"
              },
              {
                "type": "ALLOW_ALL",
                "items": [
                  {
                    "key": "a\nb",
                    "cost": 1
                  },
                  {
                    "key": "k",
                    "cost": 2
                  }
                ],
                "at": "2026-11-24T12:00:00Z"
              },
              {
                "type": "RESET",
                "key": "k",
                "at": "2026-11-24T12:00:00Z"
              }
            ]

            """);
    }

    [Fact]
    public async Task A_person_should_see_a_history_as_a_table()
    {
        _flint.IsTerminal = true;
        Remember();

        (await _flint.RunAsync("limit", "history", "k")).ShouldPrint(
            """
            AT                    EVENT       COST  COUNT  LAST AT               WHAT
            -                     configured     -      -  -                     5 per 90s, token_bucket
            2026-11-24 12:00:00Z  allow          5      -  -                     -
            2026-11-24 12:00:00Z  deny          21      3  2026-11-24 12:00:02Z  -
            2026-11-24 12:00:00Z  allow_all      -      -  -                     a\u000Ab=1, k=2
            2026-11-24 12:00:00Z  reset          -      -  -                     -

            """);
    }

    [Theory]
    [InlineData("limit top", "c b a")]
    [InlineData("limit top --by denied --limit 2", "c b")]
    [InlineData("limit top --by allowed --limit 1", "a")]
    [InlineData("limit top --by=allowed", "a b c")]
    public async Task Top_should_show_as_many_as_asked_for_highest_first(string line, string keys)
    {
        await Compete();

        var ended = await _flint.RunAsync([.. line.Split(' '), "--json"]);

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        Assert.Equal(keys.Split(' '), JsonSerializer.Deserialize(ended.Output, FlintJson.Wire.IReadOnlyListTopReply)!.Select(top => top.Key));
    }

    [Fact]
    public async Task A_person_who_wants_colours_should_see_a_denial_in_red()
    {
        (_flint.IsTerminal, _flint.HasColors) = (true, true);
        await _flint.Limiter.LimitAsync("k", 1, "1h");

        Assert.Contains("\x1b[32mallowed\x1b[0m", (await _flint.RunAsync("limit", "check", "k")).Output, StringComparison.Ordinal);
        Assert.Contains("\x1b[91mdenied\x1b[0m", (await _flint.RunAsync("limit", "check", "k")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", (await _flint.RunAsync("limit", "check", "k", "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_should_see_top_as_a_table()
    {
        _flint.IsTerminal = true;
        await Compete();

        (await _flint.RunAsync("limit", "top")).ShouldPrint(
            """
            KEY  ALLOWED  DENIED
            c          1       2
            b          2       1
            a          3       0

            """);
    }

    [Fact]
    public async Task A_person_should_see_tables_unless_json_is_asked_for()
    {
        _flint.IsTerminal = true;
        await _flint.Limiter.LimitAsync("api", 1_000, "90s");
        await _flint.Limiter.LimitAsync("long:key\u00e9", 5, "1d", Algorithm.SlidingWindowLog);

        (await _flint.RunAsync("limit", "list")).ShouldPrint(
            """
            KEY        RATE  PER  ALGORITHM           REMAINING  RESET AT              ALLOWED  DENIED
            api        1000  90s  token_bucket             1000  2026-11-24 12:00:00Z        0       0
            long:keyé     5  1d   sliding_window_log          5  2026-11-24 12:00:00Z        0       0

            """);
        (await _flint.RunAsync("limit", "check", "api", "--cost", "400")).ShouldPrint(
            """
            KEY  ANSWER   COST  REMAINING  LIMIT  RESET AT              RETRY AFTER
            api  allowed   400        600   1000  2026-11-24 12:00:01Z            -

            """);
        Assert.Contains("last denied at   -\n", (await _flint.RunAsync("limit", "status", "api")).Output, StringComparison.Ordinal);
        (await _flint.RunAsync("limit", "status", "nobody")).ShouldPrint("null\n");
        Assert.StartsWith("[\n", (await _flint.RunAsync("limit", "list", "--json")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@file")]
    [InlineData("-x")]
    [InlineData("check")]
    [InlineData("a b\"c")]
    [InlineData("/slash")]
    [InlineData("k:v=w")]
    public async Task A_key_should_be_taken_as_it_is(string key)
    {
        await _flint.RunAsync("limit", "add", key, "--rate", "5", "--per", "1s");

        Assert.Equal([key], _flint.Limiter.Limits.Keys);
    }

    [Fact]
    public async Task A_key_that_looks_like_an_option_should_be_taken_after_two_dashes()
    {
        await _flint.RunAsync("limit", "add", "--rate", "5", "--per", "1s", "--", "--json");

        Assert.Equal(["--json"], _flint.Limiter.Limits.Keys);
    }

    private void Remember() => _flint.Limiter.Past.AddRange([
        new LimitConfigured("k", FakeLimiter.Noon, 5, TimeSpan.FromSeconds(90), Algorithm.TokenBucket),
        new CostGranted("k", FakeLimiter.Noon, 5),
        new CostsDenied("k", FakeLimiter.Noon, FakeLimiter.Noon.AddSeconds(2), 3, 21),
        new CostGranted("other", FakeLimiter.Noon, 5),
        new CheckAllGranted("k", FakeLimiter.Noon, 2, [("a\nb", 1), ("k", 2)]),
        new QuotaReset("k", FakeLimiter.Noon),
    ]);

    private async Task Compete()
    {
        foreach (var (key, rate) in new[] { ("a", 3), ("b", 2), ("c", 1) })
        {
            await _flint.Limiter.LimitAsync(key, rate, "1d");
            for (var i = 0; i < 3; i++)
                await _flint.Limiter.CheckAsync(key);
        }
    }
}
