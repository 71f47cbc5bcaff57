using Flint.RateLimiting.Tests.Support;
using Polly;
using Polly.RateLimiting;

namespace Flint.RateLimiting.Tests;

public sealed class PollyTests : EmbeddedLimits
{
    [Fact]
    public async Task Pipeline_should_run_what_the_limit_grants_and_reject_the_rest_with_the_wait()
    {
        await Limiter.LimitAsync("out:partner", 3, "1m");
        await using var limiter = new FlintRateLimiter(Limiter, "out:partner", Clock);
        var pipeline = new ResiliencePipelineBuilder().AddRateLimiter(limiter).Build();
        var calls = 0;

        for (var i = 0; i < 3; i++)
            await pipeline.ExecuteAsync(_ => new ValueTask<int>(++calls));
        var rejected = await Assert.ThrowsAsync<RateLimiterRejectedException>(async () => await pipeline.ExecuteAsync(_ => new ValueTask<int>(++calls)));

        Assert.Equal((3, TimeSpan.FromSeconds(20)), (calls, rejected.RetryAfter));
        Assert.Equal((3, 1), await CountedAsync("out:partner"));
    }

    [Fact]
    public async Task Pipeline_should_admit_the_rate_to_many_callers_over_a_restart()
    {
        await Limiter.LimitAsync("out:partner", 50, "1d");
        var granted = await GrantedAsync(64);
        await RestartAsync();
        granted += await GrantedAsync(64);

        Assert.Equal(50, granted);

        async Task<int> GrantedAsync(int callers)
        {
            await using var limiter = new FlintRateLimiter(Limiter, "out:partner", Clock);
            var pipeline = new ResiliencePipelineBuilder().AddRateLimiter(limiter).Build();
            var verdicts = await Task.WhenAll(Enumerable.Range(0, callers / 2).Select(async _ =>
            {
                try
                {
                    return await pipeline.ExecuteAsync(async _ => await Task.FromResult(1));
                }
                catch (RateLimiterRejectedException)
                {
                    return 0;
                }
            }));
            return verdicts.Sum();
        }
    }
}
