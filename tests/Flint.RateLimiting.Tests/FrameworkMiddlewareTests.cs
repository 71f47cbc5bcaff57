using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.RateLimiting.Tests;

/// <summary>Inside ASP.NET Core's own rate limiting middleware, which tries <c>AttemptAcquire</c> on all limiters first and then <c>AcquireAsync</c> on all.</summary>
public sealed class FrameworkMiddlewareTests : EmbeddedLimits
{
    private static readonly LimitTerms Three = new(3, "1m");

    [Fact]
    public async Task Global_limiter_should_charge_each_request_once()
    {
        await using var app = await StartAsync(options => options.GlobalLimiter = Partitioned(_ => new KeyCharge("all") { Lazily = Three }));

        Assert.Equal([200, 200, 200, 429, 429], await GetAsync(app, "/", 5));

        Assert.Equal((3, 2), await CountedAsync("all"));
    }

    [Fact]
    public async Task Named_policy_should_charge_each_request_of_its_endpoints_once()
    {
        await using var app = await StartAsync(options => options.AddPolicy("per-path", context =>
            RateLimitPartition.Get(context.Request.Path.Value!, path => new FlintRateLimiter(Limiter, new KeyCharge($"path:{path}") { Lazily = Three }, Clock))));

        Assert.Equal([200, 200, 200, 429], await GetAsync(app, "/limited", 4));
        Assert.Equal([200, 200, 200, 429], await GetAsync(app, "/attribute", 4));
        Assert.Equal([200, 200, 200, 200], await GetAsync(app, "/", 4));

        Assert.Equal(((3, 1), (3, 1)), (await CountedAsync("path:/limited"), await CountedAsync("path:/attribute")));
    }

    [Fact]
    public async Task Global_limiter_and_policy_should_each_charge_once()
    {
        await using var app = await StartAsync(options =>
        {
            options.GlobalLimiter = Partitioned(_ => new KeyCharge("all") { Lazily = new LimitTerms(10, "1m") });
            options.AddPolicy("per-path", _ => RateLimitPartition.Get("one", _ => new FlintRateLimiter(Limiter, new KeyCharge("endpoint") { Lazily = Three }, Clock)));
        });

        Assert.Equal([200, 200, 200, 429], await GetAsync(app, "/limited", 4));

        // The framework asks one after the other: what the second refuses, the first has charged. Several keys in one limiter do not.
        Assert.Equal(((4, 0), (3, 1)), (await CountedAsync("all"), await CountedAsync("endpoint")));
    }

    [Fact]
    public async Task Several_keys_of_one_limiter_should_not_be_charged_for_what_one_of_them_refuses()
    {
        await using var app = await StartAsync(options => options.GlobalLimiter = new FlintPartitionedRateLimiter<HttpContext>(
            Limiter,
            context =>
            [
                new KeyCharge("all") { Lazily = new LimitTerms(10, "1m") },
                new KeyCharge($"path:{context.Request.Path}") { Lazily = Three },
            ],
            Clock));

        Assert.Equal([200, 200, 200, 429], await GetAsync(app, "/", 4));

        Assert.Equal(((3, 0), (3, 1)), (await CountedAsync("all"), await CountedAsync("path:/")));
    }

    [Fact]
    public async Task Example_of_the_docs_should_limit()
    {
        var limiter = Limiter;
        await using var app = await TestApp.StartAsync(
            services =>
            {
                // docs: global
                services.AddRateLimiter(options => options.GlobalLimiter = new FlintPartitionedRateLimiter<HttpContext>(limiter, context =>
                [
                    new KeyCharge("all") { Lazily = new LimitTerms(1000, "1m") },
                    new KeyCharge($"ip:{context.Connection.RemoteIpAddress}") { Lazily = new LimitTerms(100, "1m") },
                ]));
                // end
            },
            app =>
            {
                app.UseRateLimiter();
                app.MapGet("/", () => "open");
            });

        Assert.Equal([200, 200], await GetAsync(app, "/", 2));

        Assert.Equal(((2, 0), (2, 0)), (await CountedAsync("all"), await CountedAsync("ip:127.0.0.1")));
    }

    [Fact]
    public async Task Rejection_should_be_able_to_tell_the_wait()
    {
        await using var app = await StartAsync(options =>
        {
            options.GlobalLimiter = Partitioned(_ => new KeyCharge("all") { Lazily = Three });
            options.OnRejected = (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                    rejected.HttpContext.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        await GetAsync(app, "/", 3);

        using var refused = await app.Http.GetAsync("/");

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(20)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
    }

    /// <summary>What the docs warn of: a limiter that grants at once, before ours, is asked twice, and gives back only what it lends.</summary>
    [Fact]
    public async Task Foreign_limiter_that_stands_first_should_be_seen_to_pay_twice()
    {
        var foreign = Foreign();
        await using var app = await StartAsync(options =>
        {
            options.GlobalLimiter = foreign;
            options.AddPolicy("per-path", _ => RateLimitPartition.Get("one", _ => new FlintRateLimiter(Limiter, new KeyCharge("endpoint") { Lazily = Three }, Clock)));
        });

        Assert.Equal([200, 200], await GetAsync(app, "/limited", 2));

        Assert.Equal(96, foreign.GetStatistics(new DefaultHttpContext())!.CurrentAvailablePermits); // not 98
        Assert.Equal((2, 0), await CountedAsync("endpoint"));
    }

    [Fact]
    public async Task Foreign_limiter_that_stands_behind_ours_should_pay_once()
    {
        var foreign = Foreign();
        await using var app = await StartAsync(options =>
        {
            options.GlobalLimiter = Partitioned(_ => new KeyCharge("all") { Lazily = Three });
            options.AddPolicy<string>("per-path", _ => RateLimitPartition.Get("one", _ => new ForeignPermits(foreign)));
        });

        Assert.Equal([200, 200], await GetAsync(app, "/limited", 2));

        Assert.Equal(98, foreign.GetStatistics(new DefaultHttpContext())!.CurrentAvailablePermits);
        Assert.Equal((2, 0), await CountedAsync("all"));
    }

    private static PartitionedRateLimiter<HttpContext> Foreign() => PartitionedRateLimiter.Create<HttpContext, int>(_ =>
        RateLimitPartition.GetFixedWindowLimiter(0, _ => new FixedWindowRateLimiterOptions { PermitLimit = 100, Window = TimeSpan.FromDays(1), AutoReplenishment = false }));

    private static async Task<IReadOnlyList<int>> GetAsync(TestApp app, string path, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add((int)await app.GetAsync(path));
        return statuses;
    }

    private FlintPartitionedRateLimiter<HttpContext> Partitioned(Func<HttpContext, KeyCharge> charge) => new(Limiter, charge, Clock);

    private static Task<TestApp> StartAsync(Action<RateLimiterOptions> configure) => TestApp.StartAsync(
        services => services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            configure(options);
        }),
        app =>
        {
            app.UseRateLimiter();
            app.MapGet("/", () => "open");
            app.MapGet("/limited", () => "limited").RequireRateLimiting("per-path");
            app.MapGet("/attribute", [EnableRateLimiting("per-path")] () => "limited");
        });

    private sealed class ForeignPermits(PartitionedRateLimiter<HttpContext> permits) : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics? GetStatistics() => permits.GetStatistics(new DefaultHttpContext());

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => permits.AttemptAcquire(new DefaultHttpContext(), permitCount);

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
            permits.AcquireAsync(new DefaultHttpContext(), permitCount, cancellationToken);
    }
}
