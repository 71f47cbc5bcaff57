using System.Text;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class TemplateTests : DiskLimits
{
    [Fact]
    public async Task Unknown_key_should_take_the_template_with_the_longest_beginning_and_keep_it_over_a_kill()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.TemplateAsync("ip:10.*", rate: 5, per: "1d", Algorithm.FixedWindowCounter);

        Assert.Equal((9, 10), Shown(await limiter.CheckAsync("ip:1")));
        Assert.Equal((3, 5), Shown(await limiter.CheckAsync("ip:10.1", 2)));
        Kill();
        limiter = Open();
        Assert.Equal((8, 10), Shown(await limiter.CheckAsync("ip:1")));
        Assert.Equal((1, 5), Shown(await limiter.CheckAsync("ip:10.1", 2)));
        Assert.Equal((9, 10), Shown(await limiter.CheckAsync("ip:2"))); // the templates are known before the first check
        Assert.Equal(["ip:*", "ip:10.*"], (await limiter.TemplatesAsync()).Select(t => t.Pattern));
        Assert.Equal(["ip:1", "ip:10.1", "ip:2"], (await List(limiter)).Select(s => s.Key));
    }

    [Fact]
    public async Task Limit_of_a_key_itself_should_go_before_the_template_and_leave_it_to_the_template_when_it_is_removed()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.LimitAsync("ip:1", 3, "1d");
        await limiter.CheckAsync("ip:2", 4);
        await limiter.LimitAsync("ip:2", 8, "1d"); // keeps what is spent

        Assert.Equal((2, 3), Shown(await limiter.CheckAsync("ip:1")));
        Assert.Equal((5, 8), Shown(await limiter.CheckAsync("ip:2")));
        await limiter.TemplateAsync("ip:*", rate: 20, per: "1d");
        Assert.Equal((1, 3), Shown(await limiter.CheckAsync("ip:1")));
        Assert.True(await limiter.RemoveAsync("ip:1"));
        Assert.Null(await limiter.StatusAsync("ip:1"));
        Assert.Equal((19, 20), Shown(await limiter.CheckAsync("ip:1")));
    }

    [Fact]
    public async Task Reset_should_give_back_the_quota_of_the_template_as_it_is_now()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.CheckAsync("ip:1", 10);
        await limiter.TemplateAsync("ip:*", rate: 100, per: "1d");

        await limiter.ResetAsync("ip:1");

        Assert.Equal(100, (await limiter.StatusAsync("ip:1"))!.Remaining);
        Kill();
        Assert.Equal((50, 100), Shown(await Open().CheckAsync("ip:1", 50)));
    }

    [Fact]
    public async Task Limit_of_the_template_s_own_numbers_should_be_the_key_s_once_somebody_sets_it()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.CheckAsync("ip:1");
        await limiter.LimitAsync("ip:1", 10, "1d");

        await limiter.RemoveTemplateAsync("ip:*");

        Assert.Equal((8, 10), Shown(await limiter.CheckAsync("ip:1")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_should_take_a_changed_template_at_its_next_check_and_keep_what_is_spent(bool sleeps)
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d", Algorithm.SlidingWindowLog);
        await limiter.CheckAsync("ip:1", 6);
        if (sleeps)
        {
            Kill();
            limiter = Open();
        }

        await limiter.TemplateAsync("ip:*", rate: 9, per: "2d", Algorithm.SlidingWindowLog);

        Assert.Equal((3L, 9L), await Status(limiter)); // who asks sees what the check will find
        Assert.Equal((2, 9), Shown(await limiter.PeekAsync("ip:1")));
        Assert.False(await limiter.AllowAsync("ip:1", 4)); // a denial takes it, too
        Kill();
        limiter = Open();
        Assert.Equal((3L, 9L), await Status(limiter));
        Assert.Equal((0, 9), Shown(await limiter.CheckAsync("ip:1", 3)));

        static async Task<(long, long)> Status(Limiter limiter) => await limiter.StatusAsync("ip:1") is { } status ? (status.Remaining, status.Rate) : default;
    }

    [Fact]
    public async Task Key_that_is_full_should_be_found_full_under_a_changed_template_as_a_new_one_is()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "10s");
        await limiter.CheckAsync("ip:full", 4);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await limiter.CheckAsync("ip:part", 4);

        await limiter.TemplateAsync("ip:*", rate: 100, per: "1d");

        Assert.Equal((99, 100), Shown(await limiter.CheckAsync("ip:full")));
        Assert.Equal((99, 100), Shown(await limiter.CheckAsync("ip:new")));
        Assert.Equal((5, 100), Shown(await limiter.CheckAsync("ip:part"))); // a bucket keeps its tokens
        Kill();
        Assert.Equal((98, 100), Shown(await Open().CheckAsync("ip:full")));
    }

    [Fact]
    public async Task Keys_of_a_removed_template_should_take_the_next_one_or_have_no_limit()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.TemplateAsync("ip:10.*", rate: 5, per: "1d", Algorithm.SlidingWindowLog);
        await limiter.CheckAsync("ip:10.1", 2);

        Assert.True(await limiter.RemoveTemplateAsync("ip:10.*"));
        Assert.False(await limiter.RemoveTemplateAsync("ip:10.*"));
        Assert.Equal((7, 10), Shown(await limiter.CheckAsync("ip:10.1")));
        Assert.True(await limiter.RemoveTemplateAsync("ip:*"));

        await Gone(limiter);
        Kill();
        limiter = Open();
        await Gone(limiter);
        await limiter.TemplateAsync("ip:*", rate: 20, per: "1d"); // what was spent is not forgotten
        Assert.Equal((6, 20), Shown(await limiter.CheckAsync("ip:10.1")));

        static async Task Gone(Limiter limiter)
        {
            Assert.Empty(await limiter.TemplatesAsync());
            Assert.Null(await limiter.StatusAsync("ip:10.1"));
            Assert.Empty(await List(limiter));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync("ip:10.1"));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.PeekAsync("ip:10.1"));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.ResetAsync("ip:10.1"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_left_of_keys_of_a_removed_template_should_go_when_they_are_removed(bool sleeps)
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        foreach (var key in new[] { "ip:1", "ip:2", "ip:3" })
            await limiter.CheckAsync(key, 4);
        await limiter.RemoveTemplateAsync("ip:*");
        if (sleeps)
        {
            Kill();
            limiter = Open();
        }

        Assert.True(await limiter.RemoveAsync("ip:1"));
        Assert.False(await limiter.RemoveAsync("ip:1"));
        Assert.Equal(2, await limiter.PurgeAsync("ip:"));

        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        foreach (var key in new[] { "ip:1", "ip:2", "ip:3" })
            Assert.Equal((9, 10), Shown(await limiter.CheckAsync(key)));
    }

    [Fact]
    public async Task Pattern_of_a_removed_template_should_be_known_until_no_key_has_its_limit()
    {
        var limiter = Open();
        await limiter.TemplateAsync("gone:*", rate: 10, per: "1d");
        await limiter.CheckAsync("gone:1");
        await limiter.RemoveTemplateAsync("gone:*");
        await limiter.CompactAsync();
        Assert.Contains("gone:*", Folded(), StringComparison.Ordinal);

        await limiter.PurgeAsync("gone:");
        await limiter.TemplateAsync("other:*", rate: 10, per: "1d");
        await limiter.TemplateAsync("late:*", rate: 10, per: "1d");
        await limiter.RemoveTemplateAsync("late:*");
        await limiter.CompactAsync();

        Assert.DoesNotContain("gone:*", Folded(), StringComparison.Ordinal);
        Assert.Contains("late:*", Folded(), StringComparison.Ordinal); // a key may have taken it, and not have recorded that yet
        Kill();
        limiter = Open();
        Assert.Equal(["other:*"], (await limiter.TemplatesAsync()).Select(t => t.Pattern));
        Assert.Equal([("gone:*", 0L, 1L)], (await limiter.TotalsAsync()).Select(t => (t.Template, t.Limits, t.Allowed))); // its totals live on

        string Folded() => Encoding.UTF8.GetString(Disk["flint.snapshot"]).Split('\n').Single(line => line.Contains("flint/templates", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_of_a_template_that_is_being_written_should_be_finished_before_the_limiter_stops()
    {
        var limiter = Open();
        await limiter.TemplateAsync("a:*", rate: 10, per: "1d");
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.TemplateAsync("ip:*", rate: 10, per: "1d").AsTask();
        hold.WaitForSync();
        var second = limiter.TemplateAsync("ip:10.*", rate: 10, per: "1d").AsTask();

        var stopping = limiter.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<RequestNotDecidedException>(() => RefusedAsync(limiter));
        hold.Dispose();

        await first;
        await second;
        await stopping;
        Assert.Equal(["a:*", "ip:*", "ip:10.*"], (await Open().TemplatesAsync()).Select(t => t.Pattern));
    }

    [Fact]
    public async Task What_matches_nothing_and_what_is_only_asked_or_refused_should_cost_no_line_and_what_matches_nothing_no_actor()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.FlushAsync();
        var before = Log().Length;

        for (var i = 0; i < 50; i++)
        {
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync($"made up {i}"));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAllAsync([$"made up {i}", "ip:1"]));
            Assert.Null(await limiter.StatusAsync($"ip:{i}"));
            Assert.Equal(9, (await limiter.PeekAsync($"ip:{i}")).Remaining);
        }
        Assert.DoesNotContain((await Partitions(limiter)).SelectMany(p => p.Keys), key => key != "ip:1");
        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAsync("ip:1", 11));
        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAllAsync([("ip:1", 1), ("ip:2", 11)])); // held and let go
        await limiter.LimitAsync("ip:1", 3, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing: true); // the template goes before
        await limiter.FlushAsync();

        Assert.Equal(before, Log().Length);
        Assert.Empty(await List(limiter));
    }

    [Fact]
    public async Task First_check_should_be_one_line_of_the_log_with_the_limit_it_was_judged_by()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1m", idleTtl: "2h");
        await limiter.CheckAsync("ip:1");

        Assert.Equal(
            """
            {"pid":"flint/templates","seq":1,"serializer":7340,"type":"T1","event":{"type":"TEMPLATE_CONFIGURED","at":"2026-01-01T00:00:00Z","template":{"pattern":"ip:*","rate":10,"per_millis":60000,"algorithm":"token_bucket","idle_ttl_millis":7200000}}}
            {"pid":"flint/key/ip:1","seq":1,"serializer":7340,"type":"L1","event":[{"type":"LIMIT_CONFIGURED","at":"2026-01-01T00:00:00Z","config":{"rate":10,"per_millis":60000,"algorithm":"token_bucket","source":"template","template":"ip:*"}},{"type":"ALLOW","at":"2026-01-01T00:00:00Z","cost":1}]}
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Lines()));
    }

    [Fact]
    public async Task Check_all_should_take_templates_and_drive_its_parts_after_a_crash()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.LimitAsync("own", 5, "1d");

        Assert.True(await limiter.AllowAllAsync([("ip:1", 3), ("own", 2)]));
        Assert.Equal("own", (await limiter.CheckAllAsync([("ip:2", 3), ("own", 5)])).DeniedKey);
        Assert.Equal("ip:1", (await limiter.CheckAllAsync([("own", 1), ("ip:1", 9)])).DeniedKey);
        Kill(); // the parts are not in the log of the keys yet
        limiter = Open();

        Assert.Equal([("ip:1", 7L), ("own", 3L)], (await List(limiter)).Select(s => (s.Key, s.Remaining)));
    }

    [Fact]
    public async Task Lazy_limit_should_stand_behind_a_template_and_before_nothing()
    {
        var limiter = Open();
        await limiter.CheckAsync("ip:1", 1, new LimitTerms(3, "1d"));
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");

        Assert.Equal((8, 10), Shown(await WithLazy(limiter, "ip:2", 2)));
        Assert.Equal(10, (await limiter.CheckAsync("ip:1")).Limit);
        await limiter.RemoveTemplateAsync("ip:*");
        Assert.Equal(3, (await WithLazy(limiter, "ip:1", 1)).Limit);
        Assert.Equal(3, (await WithLazy(limiter, "ip:3", 1)).Limit);

        static ValueTask<CheckResult> WithLazy(Limiter limiter, string key, long cost) => limiter.CheckAsync(key, cost, new LimitTerms(3, "1d"));
    }

    [Fact]
    public async Task Everything_should_be_the_same_after_a_compaction_and_there_should_be_no_history()
    {
        var limiter = Open();
        await limiter.TemplateAsync("gone:*", rate: 10, per: "1d");
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d", idleTtl: "30m");
        await limiter.RemoveTemplateAsync("gone:*");
        await limiter.CheckAsync("ip:1", 4);
        var (before, templates) = (await List(limiter), await limiter.TemplatesAsync());
        Assert.Empty(await History(limiter, "ip:1"));

        await limiter.CompactAsync();

        Assert.Equal(before, await List(limiter));
        Assert.Empty(await History(limiter, "ip:1"));
        Kill();
        limiter = Open();
        Assert.Equal(before, await List(limiter));
        Assert.Equal(templates, await limiter.TemplatesAsync());
        Assert.Equal([new LimitTemplate("ip:*", 10, TimeSpan.FromDays(1), Algorithm.TokenBucket, TimeSpan.FromMinutes(30))], templates);
        await limiter.TemplateAsync("ip:*", rate: 20, per: "1d");
        Kill();
        Assert.Equal((4, 20), Shown(await Open().CheckAsync("ip:1", 2)));
    }

    [Fact]
    public async Task Same_template_again_should_write_nothing()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        var before = Log().Length;

        await limiter.TemplateAsync("ip:*", rate: 10, per: "24h");

        Assert.Equal(before, Log().Length);
    }

    [Fact]
    public async Task Bad_templates_should_be_refused()
    {
        var limiter = Open();

        foreach (var pattern in new[] { "", "a*b", "**", "a**", " *", "a\n*", new string('x', 513) + "*" })
            await Assert.ThrowsAsync<InvalidKeyException>(async () => await limiter.TemplateAsync(pattern, 1, "1m"));
        await Assert.ThrowsAsync<InvalidRateException>(async () => await limiter.TemplateAsync("a*", 0, "1m"));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await limiter.TemplateAsync("a*", 1, TimeSpan.Zero));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await limiter.TemplateAsync("a*", 1, TimeSpan.FromDays(1), idleTtl: TimeSpan.FromTicks(1)));
        await Assert.ThrowsAsync<UnknownAlgorithmException>(async () => await limiter.TemplateAsync("a*", 1, "1m", (Algorithm)9));
        Assert.Empty(await limiter.TemplatesAsync());
    }

    private static (long Remaining, long Limit) Shown(CheckResult check) => (check.Remaining, check.Limit);

    // The limiter lets nobody in any more.
    private static async Task RefusedAsync(Limiter limiter)
    {
        while (true)
            await limiter.StatusAsync("a:1");
    }

    private string Log() => Encoding.UTF8.GetString(Disk["flint.aof"]).TrimEnd('\n');

    // Without what tells one run from another.
    private IEnumerable<string> Lines() => Log().Split('\n').Where(line => line.StartsWith("{\"pid\"", StringComparison.Ordinal));
}
