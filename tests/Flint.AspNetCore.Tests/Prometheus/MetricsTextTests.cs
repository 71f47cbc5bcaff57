using System.Text.RegularExpressions;
using Flint.AspNetCore.Prometheus;
using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Flint.AspNetCore.Tests.Prometheus;

public sealed partial class MetricsTextTests : EmbeddedLimits
{
    [Fact]
    public async Task Text_should_tell_each_limit_in_every_metric_sorted_by_key()
    {
        await Limiter.LimitAsync("b", 10, "1m");
        await Limiter.LimitAsync("a\"\\", 5, "2h", Algorithm.FixedWindowCounter);
        await Limiter.CheckAsync("b", 4);
        await Limiter.CheckAsync("b", 7);
        Clock.Advance(TimeSpan.FromTicks(12_345_678));

        var text = await FlintMetricsText.WriteAsync(Limiter);

        Assert.Equal(
            """
            # HELP flint_limit_info Configured limits.
            # TYPE flint_limit_info gauge
            flint_limit_info{key="a\"\\",algorithm="fixed_window_counter"} 1
            flint_limit_info{key="b",algorithm="token_bucket"} 1
            # HELP flint_limit_rate What may be spent in a period.
            # TYPE flint_limit_rate gauge
            flint_limit_rate{key="a\"\\",algorithm="fixed_window_counter"} 5
            flint_limit_rate{key="b",algorithm="token_bucket"} 10
            # HELP flint_limit_per_millis The period, in milliseconds.
            # TYPE flint_limit_per_millis gauge
            flint_limit_per_millis{key="a\"\\",algorithm="fixed_window_counter"} 7200000
            flint_limit_per_millis{key="b",algorithm="token_bucket"} 60000
            # HELP flint_limit_remaining What can be spent now.
            # TYPE flint_limit_remaining gauge
            flint_limit_remaining{key="a\"\\",algorithm="fixed_window_counter"} 5
            flint_limit_remaining{key="b",algorithm="token_bucket"} 6
            # HELP flint_limit_reset_at_seconds When the quota is full again, in Unix time.
            # TYPE flint_limit_reset_at_seconds gauge
            flint_limit_reset_at_seconds{key="a\"\\",algorithm="fixed_window_counter"} 1767225601.2345678
            flint_limit_reset_at_seconds{key="b",algorithm="token_bucket"} 1767225624
            # HELP flint_requests_allowed_total Checks granted.
            # TYPE flint_requests_allowed_total counter
            flint_requests_allowed_total{key="a\"\\",algorithm="fixed_window_counter"} 0
            flint_requests_allowed_total{key="b",algorithm="token_bucket"} 1
            # HELP flint_requests_denied_total Checks denied.
            # TYPE flint_requests_denied_total counter
            flint_requests_denied_total{key="a\"\\",algorithm="fixed_window_counter"} 0
            flint_requests_denied_total{key="b",algorithm="token_bucket"} 1
            # HELP flint_request_cost_allowed_total The cost of the checks granted.
            # TYPE flint_request_cost_allowed_total counter
            flint_request_cost_allowed_total{key="a\"\\",algorithm="fixed_window_counter"} 0
            flint_request_cost_allowed_total{key="b",algorithm="token_bucket"} 4
            # HELP flint_request_cost_denied_total The cost of the checks denied.
            # TYPE flint_request_cost_denied_total counter
            flint_request_cost_denied_total{key="a\"\\",algorithm="fixed_window_counter"} 0
            flint_request_cost_denied_total{key="b",algorithm="token_bucket"} 7

            """,
            text);
    }

    [Fact]
    public async Task Text_without_key_labels_should_be_sums_by_algorithm()
    {
        await SpendAsync("a", 3, Algorithm.TokenBucket);
        await SpendAsync("b", 4, Algorithm.TokenBucket);
        await SpendAsync("c", 5, Algorithm.FixedWindowCounter);

        var lines = Values(await FlintMetricsText.WriteAsync(Limiter, new FlintMetricsOptions { IncludeKeyLabel = false, Prefix = "app" }));

        Assert.Equal(
            [
                "app_limit_info{algorithm=\"fixed_window_counter\"} 1",
                "app_limit_info{algorithm=\"token_bucket\"} 2",
                "app_requests_allowed_total{algorithm=\"fixed_window_counter\"} 1",
                "app_requests_allowed_total{algorithm=\"token_bucket\"} 2",
                "app_requests_denied_total{algorithm=\"fixed_window_counter\"} 0",
                "app_requests_denied_total{algorithm=\"token_bucket\"} 0",
                "app_request_cost_allowed_total{algorithm=\"fixed_window_counter\"} 5",
                "app_request_cost_allowed_total{algorithm=\"token_bucket\"} 7",
                "app_request_cost_denied_total{algorithm=\"fixed_window_counter\"} 0",
                "app_request_cost_denied_total{algorithm=\"token_bucket\"} 0",
            ],
            lines);
    }

    [Fact]
    public async Task Text_without_key_labels_should_say_what_all_keys_say_together_and_read_none_of_them()
    {
        await Limiter.TemplateAsync("ip:*", rate: 5, per: "1h");
        for (var i = 0; i < 40; i++)
        {
            await SpendAsync($"key {i}", 3 + i, (Algorithm)(i % 3));
            await Limiter.CheckAsync($"ip:{i % 7}", 2);
        }
        var options = new FlintMetricsOptions { IncludeKeyLabel = false };
        var unread = new ManyKeys(Limiter, 1);

        Assert.Equal(await FlintMetricsText.WriteAsync(new OnlyListed(Limiter), options), await FlintMetricsText.WriteAsync(unread, options));
        Assert.Equal(0, unread.Reads);
    }

    [Fact]
    public async Task Counters_without_key_labels_should_not_go_back_when_keys_go()
    {
        await SpendAsync("a", 3, Algorithm.TokenBucket);
        await SpendAsync("b", 4, Algorithm.TokenBucket);
        await Limiter.RemoveAsync("a");

        var lines = Values(await FlintMetricsText.WriteAsync(Limiter, new FlintMetricsOptions { IncludeKeyLabel = false }));

        Assert.Contains("flint_limit_info{algorithm=\"token_bucket\"} 1", lines);
        Assert.Contains("flint_requests_allowed_total{algorithm=\"token_bucket\"} 2", lines);
        Assert.Contains("flint_request_cost_allowed_total{algorithm=\"token_bucket\"} 7", lines);
    }

    [Fact]
    public async Task Keys_that_get_the_same_label_should_be_one_series()
    {
        await SpendAsync("user:ada", 3, Algorithm.TokenBucket);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SpendAsync("user:bob", 4, Algorithm.TokenBucket);
        await SpendAsync("user:eve", 5, Algorithm.FixedWindowCounter);
        await SpendAsync("job", 1, Algorithm.TokenBucket);

        var lines = Values(await FlintMetricsText.WriteAsync(Limiter, new FlintMetricsOptions { KeyLabel = key => key.Split(':')[0] }));

        Assert.Equal(lines.Count, lines.Select(line => line.Split(' ')[0]).Distinct().Count());
        const string users = "{key=\"user\",algorithm=\"token_bucket\"}";
        var reset = (await Limiter.StatusAsync("user:bob"))!.ResetAt;
        Assert.Equal(
            [
                $"flint_limit_info{users} 2",
                $"flint_limit_remaining{users} {(await Limiter.StatusAsync("user:ada"))!.Remaining + 96}",
                $"flint_limit_reset_at_seconds{users} {reset.ToUnixTimeMilliseconds() / 1000m:0.###}",
                $"flint_requests_allowed_total{users} 2",
                $"flint_requests_denied_total{users} 0",
                $"flint_request_cost_allowed_total{users} 7",
                $"flint_request_cost_denied_total{users} 0",
            ],
            lines.Where(line => line.Contains(users, StringComparison.Ordinal)));
        Assert.Contains("flint_limit_rate{key=\"job\",algorithm=\"token_bucket\"} 100", lines);
        Assert.Contains("flint_limit_rate{key=\"user\",algorithm=\"fixed_window_counter\"} 100", lines);
    }

    [Fact]
    public async Task Labels_that_are_cut_within_a_character_should_not_make_a_series_twice()
    {
        await Limiter.LimitAsync("at\U0001F000", 5, "1m");
        await Limiter.LimitAsync("at\U0001F600", 5, "1m");

        var lines = Values(await FlintMetricsText.WriteAsync(Limiter, new FlintMetricsOptions { KeyLabel = key => key[..3] }));

        Assert.Contains("flint_limit_info{key=\"at\uFFFD\",algorithm=\"token_bucket\"} 2", lines);
        Assert.Equal(lines.Count, lines.Select(line => line.Split(' ')[0]).Distinct().Count());
    }

    [Fact]
    public async Task Route_should_answer_with_an_error_where_the_limits_cannot_be_read()
    {
        await using var app = await App.StartAsync(new Unreadable(Limiter), Clock, app => app.MapFlintMetrics());

        Assert.Equal(500, await app.GetAsync("/metrics"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1flint")]
    [InlineData("flint-app")]
    [InlineData("flint\n")]
    public async Task Prefix_that_no_metric_can_have_should_be_refused(string prefix) =>
        await Assert.ThrowsAsync<ArgumentException>(() => FlintMetricsText.WriteAsync(Limiter, new FlintMetricsOptions { Prefix = prefix }));

    [Fact]
    public async Task Many_keys_should_be_read_for_each_metric_and_not_be_kept()
    {
        var many = new ManyKeys(Limiter, EachKey.Few + 1);
        var few = new ManyKeys(Limiter, EachKey.Few);

        var lines = Values(await FlintMetricsText.WriteAsync(many));
        await FlintMetricsText.WriteAsync(few);

        Assert.Equal((9, 1), (many.Reads, few.Reads));
        Assert.Equal((EachKey.Few + 1) * 9, lines.Distinct().Count());
    }

    [Fact]
    public async Task Route_should_answer_as_prometheus_expects()
    {
        await SpendAsync("a", 3, Algorithm.TokenBucket);
        await using var app = await App.StartAsync(Limiter, Clock, app => app.MapFlintMetrics(configure: o => o.IncludeKeyLabel = false));

        using var response = await app.Http.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("flint_limit_info{algorithm=\"token_bucket\"} 1\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => WebApplication.CreateSlimBuilder().Build().MapFlintMetrics(configure: o => o.Prefix = "1"));
    }

    private static IReadOnlyList<string> Values(string text) => [.. Value().Matches(text).Select(match => match.Value)];

    private async Task SpendAsync(string key, long cost, Algorithm algorithm)
    {
        await Limiter.LimitAsync(key, 100, "100s", algorithm);
        await Limiter.CheckAsync(key, cost);
    }

    [GeneratedRegex("^[^#\n].*$", RegexOptions.Multiline)]
    private static partial Regex Value();
}
