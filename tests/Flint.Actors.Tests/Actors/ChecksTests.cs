using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class ChecksTests : InMemoryLimits
{
    public static TheoryData<Algorithm> Algorithms => [.. Enum.GetValues<Algorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Check_should_grant_up_to_the_rate_and_say_when_to_come_back(Algorithm algorithm)
    {
        await Limiter.LimitAsync("api:user-42", 3, "1m", algorithm);

        for (var left = 2; left >= 0; left--)
        {
            var granted = await Limiter.CheckAsync("api:user-42");
            Assert.True(granted.Allowed);
            Assert.Equal((left, 3, 1, null, algorithm), (granted.Remaining, granted.Limit, granted.Cost, granted.RetryAfter, granted.Algorithm));
        }
        var denied = await Limiter.CheckAsync("api:user-42", 2);

        Assert.False(denied.Allowed);
        Assert.Equal(algorithm == Algorithm.TokenBucket ? TimeSpan.FromSeconds(40) : TimeSpan.FromMinutes(1), denied.RetryAfter);
        Assert.Equal(Clock.GetUtcNow().AddMinutes(1), denied.ResetAt);
        Clock.Advance(denied.RetryAfter!.Value - TimeSpan.FromTicks(1));
        Assert.False(await Limiter.AllowAsync("api:user-42", 2));
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(await Limiter.AllowAsync("api:user-42", 2));
    }

    [Fact]
    public async Task Ask_should_take_the_same_road_as_the_facade()
    {
        Assert.Equal(Akka.Done.Instance, await Ref.Ask<Akka.Done>(new ConfigureLimit("k", 2, TimeSpan.FromMinutes(1))));

        Assert.True((await Ref.Ask<CheckResult>(new Check("k", 1))).Allowed);
        Assert.True(await Limiter.AllowAsync("k"));
        Assert.False((await Ref.Ask<CheckResult>(new Check("k"))).Allowed);
        Assert.Equal((2, 1), ((await Ref.Ask<LimitStatus>(new GetStatus("k"))).TotalAllowed, (await Limiter.StatusAsync("k"))!.TotalDenied));
        await Ref.Ask<Akka.Done>(new ResetLimit("k"));
        Assert.True(await Limiter.AllowAsync("k", 2));
        await Ref.Ask<Akka.Done>(new RemoveLimit("k"));
        Assert.Null(await Limiter.StatusAsync("k"));
    }

    [Fact]
    public async Task Limits_should_be_listed_in_ordinal_order_with_a_prefix()
    {
        foreach (var key in new[] { "b", "a", "user:2", "user:10", "\uffee", "\U0001F600" })
            await Limiter.LimitAsync(key, 1, "1s");

        Assert.Equal(["a", "b", "user:10", "user:2", "\uffee", "\U0001F600"], await Keys(null));
        Assert.Equal(["user:10", "user:2"], await Keys("user:"));
        Assert.Equal(["b", "user:10", "user:2", "\uffee", "\U0001F600"], await Keys(null, "a"));
        Assert.Equal(["user:2"], await Keys("user:", "user:10"));
        Assert.Equal(["user:10", "user:2"], await Keys("user:", "b"));
        Assert.Empty(await Keys("user:", "z"));

        async Task<List<string>> Keys(string? prefix, string? after = null)
        {
            var keys = new List<string>();
            await foreach (var status in Limiter.ListAsync(prefix, after))
                keys.Add(status.Key);
            return keys;
        }
    }

    [Fact]
    public async Task Bad_input_should_be_refused_by_its_own_name()
    {
        await Limiter.LimitAsync("k", 5, "1s");

        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await Limiter.CheckAsync("unknown"));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Limiter.CheckAsync(""));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Limiter.CheckAsync(null!));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Limiter.LimitAsync("\ud800", 1, "1s"));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Limiter.LimitAsync(new string('x', 513), 1, "1s"));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await Limiter.LimitAsync("a\nb", 1, "1s"));
        await Assert.ThrowsAsync<InvalidRateException>(async () => await Limiter.LimitAsync("k", 0, "1s"));
        await Assert.ThrowsAsync<InvalidRateException>(async () => await Limiter.LimitAsync("k", 1_000_000_000_001, "1s"));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await Limiter.LimitAsync("k", 1, "0ms"));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await Limiter.LimitAsync("k", 1, TimeSpan.FromTicks(1)));
        await Assert.ThrowsAsync<UnknownAlgorithmException>(async () => await Limiter.LimitAsync("k", 1, "1s", (Algorithm)9));
        await Assert.ThrowsAsync<InvalidCostException>(async () => await Limiter.CheckAsync("k", 0));
        var over = await Assert.ThrowsAsync<InvalidCostException>(async () => await Limiter.CheckAsync("k", 6));
        Assert.Equal("cost 6 exceeds configured rate capacity 5", over.Message);
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await Limiter.CheckAllAsync(["k", "k"]));
        await Assert.ThrowsAsync<InvalidItemCountException>(async () => await Limiter.CheckAllAsync([]));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await Limiter.CheckAllAsync(["k", "unknown"]));

        var status = await Limiter.StatusAsync("k");
        Assert.Equal((0, 0, 5), (status!.TotalAllowed, status.TotalDenied, status.Remaining));
    }

    [Fact]
    public async Task Cancelled_check_should_charge_nothing()
    {
        await Limiter.LimitAsync("k", 5, "1s");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Limiter.CheckAsync("k", 1, cancelled.Token));

        Assert.Equal(5, (await Limiter.StatusAsync("k"))!.Remaining);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Hot_key_should_grant_its_rate_to_many_callers_and_no_more(Algorithm algorithm)
    {
        await Limiter.LimitAsync("hot", 1000, "1d", algorithm);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Task.Run(async () =>
        {
            var granted = 0;
            for (var i = 0; i < 8; i++)
                granted += await Limiter.AllowAsync("hot") ? 1 : 0;
            return granted;
        })));

        Assert.Equal(1000, verdicts.Sum());
        var status = (await Limiter.StatusAsync("hot"))!;
        Assert.Equal((1000, 1048, 0), (status.TotalAllowed, status.TotalDenied, status.Remaining));
    }
}
