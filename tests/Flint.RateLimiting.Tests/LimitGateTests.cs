using Flint.RateLimiting.Tests.Support;

namespace Flint.RateLimiting.Tests;

public sealed class LimitGateTests : EmbeddedLimits
{
    private static readonly LimitTerms Terms = new(5, "1m", Algorithm.SlidingWindowLog);

    private LimitGate Gate => field ??= new LimitGate(Limiter, Clock);

    [Fact]
    public async Task Lazy_limit_should_be_for_a_key_that_has_none()
    {
        await Limiter.LimitAsync("own", 2, "1h");

        Assert.Equal((4, 5), await ChargeAsync(new KeyCharge("new") { Lazily = Terms }));
        Assert.Equal((1, 2), await ChargeAsync(new KeyCharge("own") { Lazily = Terms }));
        Assert.Equal(Algorithm.SlidingWindowLog, (await Limiter.StatusAsync("new"))!.Algorithm);
    }

    [Fact]
    public async Task Policy_should_go_before_what_the_key_has_and_keep_what_is_spent()
    {
        await Limiter.LimitAsync("k", 20, "1h", Algorithm.SlidingWindowLog);
        await Limiter.CheckAsync("k", 3);

        Assert.Equal((1, 5), await ChargeAsync(Policy("k", Terms)));
        Assert.Equal((2, 7), await ChargeAsync(Policy("k", new LimitTerms(7, "1m", Algorithm.SlidingWindowLog)))); // reloaded: 4 are spent
    }

    [Theory]
    [InlineData(100, 100, 5)] // granted by the limit set by hand, and told so; the next one is the policy's
    [InlineData(1, 5, 5)] // denied by it: asked again under the policy
    public async Task Policy_should_stand_again_after_a_change_by_hand(long byHand, long firstLimit, long nextLimit)
    {
        await ChargeAsync(Policy("k", Terms));
        await Limiter.LimitAsync("k", byHand, "1m", Algorithm.SlidingWindowLog);

        var first = await ChargeAsync(Policy("k", Terms));
        var next = await ChargeAsync(Policy("k", Terms));

        Assert.Equal((firstLimit, nextLimit), (first.Limit, next.Limit));
        Assert.Equal(2, next.Remaining);
    }

    [Fact]
    public async Task Period_changed_by_hand_should_be_the_policys_again_within_a_minute()
    {
        await ChargeAsync(Policy("k", Terms));
        await Limiter.LimitAsync("k", 5, "1h", Algorithm.SlidingWindowLog);

        Clock.Advance(TimeSpan.FromMinutes(2));
        await ChargeAsync(Policy("k", Terms));

        Assert.Equal(TimeSpan.FromMinutes(1), (await Limiter.StatusAsync("k"))!.Per);
    }

    [Fact]
    public async Task Policy_that_is_changed_and_changed_back_should_be_given_each_time()
    {
        var hourly = new LimitTerms(5, "1h", Algorithm.SlidingWindowLog);
        await ChargeAsync(Policy("k", Terms));
        Clock.Advance(TimeSpan.FromSeconds(61));
        await ChargeAsync(Policy("k", hourly));

        await ChargeAsync(Policy("k", Terms));

        Assert.Equal(TimeSpan.FromMinutes(1), (await Limiter.StatusAsync("k"))!.Per);
    }

    [Fact]
    public async Task Policy_should_be_given_once_and_not_at_every_check()
    {
        await ChargeAsync(Policy("k", Terms));
        await Limiter.LimitAsync("k", 5, "1h", Algorithm.SlidingWindowLog);

        await ChargeAsync(Policy("k", Terms));

        Assert.Equal(TimeSpan.FromHours(1), (await Limiter.StatusAsync("k"))!.Per);
    }

    [Fact]
    public async Task Key_that_is_named_twice_should_be_charged_the_sum_under_the_limit_that_stands_last()
    {
        KeyCharge[] charges = [new KeyCharge("user", 2) { Lazily = new LimitTerms(100, "1h") }, "other", Policy("user", new LimitTerms(4, "1h"))];
        await Limiter.LimitAsync("other", 10, "1h");

        var peeked = await Gate.PeekAsync(charges, default);
        var granted = await Gate.ChargeAsync(charges, default);
        var denied = await Gate.ChargeAsync(charges, default);

        Assert.Equal((true, "user", 1L, 4L), (peeked.Allowed, peeked.Told.Key, peeked.Told.Remaining, peeked.Told.Limit));
        Assert.Equal((true, "user", 1L, "policy"), (granted.Allowed, granted.Told.Key, granted.Told.Remaining, granted.Policy));
        Assert.Equal((false, "user"), (denied.Allowed, denied.Told.Key));
        Assert.Equal(((3, 1), (1, 0)), (await CountedAsync("user"), await CountedAsync("other")));
        await Assert.ThrowsAsync<InvalidCostException>(async () => await Gate.ChargeAsync([new KeyCharge("user", 3), new KeyCharge("user", -1)], default));
    }

    [Fact]
    public async Task Limit_that_is_named_should_be_told_by_its_name_whoever_gave_it_to_the_key()
    {
        await Limiter.LimitAsync("own", 2, "1h");

        var lazy = await Gate.ChargeAsync(new KeyCharge("lazy") { Lazily = Terms, Name = "named" }, default);
        var own = await Gate.ChargeAsync(new KeyCharge("own") { Name = "named" }, default);
        var several = await Gate.ChargeAsync([Policy("lazy", Terms), new KeyCharge("lazy") { Name = "nearer" }, new KeyCharge("lazy")], default);

        Assert.Equal(("named", "named", "nearer"), (lazy.Policy, own.Policy, several.Policy));
    }

    [Fact]
    public async Task Several_keys_should_each_get_the_limit_they_are_meant_to_have()
    {
        await Limiter.LimitAsync("own", 2, "1h");

        var granted = await Gate.ChargeAsync(
            [new KeyCharge("ip") { Lazily = Terms }, Policy("user", new LimitTerms(3, "1m")), new KeyCharge("own", 2) { Lazily = Terms }], default);
        var denied = await Gate.ChargeAsync([Policy("user", new LimitTerms(3, "1m")), new KeyCharge("own")], default);

        Assert.Equal((true, "own", 0, null), (granted.Allowed, granted.Told.Key, granted.Told.Remaining, granted.Policy));
        Assert.Equal((false, "own"), (denied.Allowed, denied.Told.Key));
        Assert.Equal(((1, 0), (1, 0), (2, 1)), (await CountedAsync("ip"), await CountedAsync("user"), await CountedAsync("own")));
    }

    [Fact]
    public async Task Several_keys_refused_by_a_limit_set_by_hand_should_be_asked_again_under_the_policy()
    {
        await Gate.ChargeAsync([Policy("a", Terms), Policy("b", Terms)], default);
        await Limiter.LimitAsync("b", 1, "1m", Algorithm.SlidingWindowLog);

        var result = await Gate.ChargeAsync([Policy("a", Terms), Policy("b", Terms)], default);

        Assert.Equal((true, 3, "policy"), (result.Allowed, result.Told.Remaining, result.Policy));
    }

    [Fact]
    public async Task Key_without_any_limit_should_be_an_error_that_names_it()
    {
        var one = await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await Gate.ChargeAsync(new KeyCharge("x"), default));
        var several = await Assert.ThrowsAsync<LimitNotConfiguredException>(
            async () => await Gate.ChargeAsync([new KeyCharge("y") { Lazily = Terms }, new KeyCharge("x")], default));

        Assert.Equal(("x", "x"), (one.Key, several.Key));
    }

    [Fact]
    public async Task Applied_policies_should_be_forgotten_rather_than_fill_the_memory()
    {
        var applied = new AppliedPolicies(Clock);
        for (var i = 0; i < 40_000; i++)
            applied.Add($"k{i}", Terms);

        var known = Enumerable.Range(0, 40_000).Count(i => applied.Contains($"k{i}", Terms));

        Assert.InRange(known, 16_384, 32_768);
        Assert.True(applied.Contains("k39999", Terms));
        Assert.False(applied.Contains("k39999", new LimitTerms(6, "1m", Algorithm.SlidingWindowLog)));
        await Task.CompletedTask;
    }

    private static KeyCharge Policy(string key, LimitTerms terms) => new(key) { Policy = new LimitPolicy("policy", terms) };

    private async Task<(long Remaining, long Limit)> ChargeAsync(KeyCharge charge)
    {
        var result = await Gate.ChargeAsync(charge, default);
        Assert.True(result.Allowed);
        return (result.Told.Remaining, result.Told.Limit);
    }
}
