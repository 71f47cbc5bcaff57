using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Middleware;

public sealed class MiddlewareTests : EmbeddedLimits
{
    [Fact]
    public async Task Passed_and_refused_requests_should_tell_of_the_limit()
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.Algorithm) = ("all", 2, "90s", Algorithm.FixedWindowCounter));
        Clock.Advance(TimeSpan.FromTicks(1)); // the window ends one tick after a full second
        var reset = (Clock.GetUtcNow().ToUnixTimeSeconds() + 91).ToString(CultureInfo.InvariantCulture);

        using var first = await app.Http.GetAsync("/");
        await app.GetAsync("/");
        using var refused = await app.Http.GetAsync("/");

        Assert.Equal((HttpStatusCode.OK, "hello"), (first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.Equal(("2", "1", reset, null), Headers(first));
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("2", "0", reset, "90"), Headers(refused));
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("rate limit exceeded", 429, "Too Many Requests"), (problem.GetProperty("detail").GetString(), problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString()));
        Assert.Equal((2, 1), await CountedAsync("all"));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Retry_after_should_be_the_wait_in_whole_seconds_and_the_wait_be_exact(Algorithm algorithm)
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.Algorithm) = ("all", 3, "1m", algorithm));
        await app.GetAsync("/");
        Clock.Advance(TimeSpan.FromTicks(123_456_789));
        Assert.Equal([200, 200], await app.GetAsync("/", 2));

        using var refused = await app.Http.GetAsync("/");

        var wait = (await Limiter.PeekAsync("all")).RetryAfter!.Value;
        Assert.Equal(Math.Ceiling(wait.TotalSeconds), refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Clock.Advance(wait - TimeSpan.FromTicks(1));
        Assert.Equal(429, await app.GetAsync("/"));
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(200, await app.GetAsync("/"));
    }

    [Fact]
    public async Task Limit_of_the_options_should_be_for_a_key_that_has_none()
    {
        await Limiter.LimitAsync("own", 1, "1h");
        await using var app = await StartAsync(o => (o.KeySelector, o.Rate, o.Per) = (context => context.Request.Query["key"].ToString(), 2, "1m"));

        Assert.Equal([200, 429], await app.GetAsync("/?key=own", 2));
        Assert.Equal([200, 200, 429], await app.GetAsync("/?key=new", 3));
    }

    [Fact]
    public async Task Cost_should_be_fixed_or_of_the_request()
    {
        await Limiter.LimitAsync("k", 10, "1h");
        await using var fixedCost = await StartAsync(o => (o.Key, o.Cost) = ("k", 3));
        await using var ofRequest = await StartAsync(o => (o.Key, o.CostSelector) = ("k", context => long.Parse(context.Request.Query["cost"].ToString(), CultureInfo.InvariantCulture)));

        Assert.Equal(200, await fixedCost.GetAsync("/"));
        Assert.Equal(200, await ofRequest.GetAsync("/?cost=5"));
        Assert.Equal(429, await fixedCost.GetAsync("/"));

        Assert.Equal((8, 1), await CountedAsync("k"));
    }

    [Fact]
    public async Task Error_page_of_a_request_should_not_charge_it_again_and_tell_what_it_was_told()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseExceptionHandler("/sorry");
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("k", 2, "1h"));
                app.MapGet("/sorry", () => "sorry");
                app.MapGet("/broken", string () => throw new NotSupportedException());
            });

        using var first = await app.Http.GetAsync("/broken");
        Assert.Equal([500, 429], await app.GetAsync("/broken", 2));

        Assert.Equal((500, "sorry"), ((int)first.StatusCode, await first.Content.ReadAsStringAsync()));
        Assert.Equal("1", Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal((2, 1), await CountedAsync("k"));
    }

    [Fact]
    public async Task Exempt_paths_should_match_exactly()
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.ExemptPaths) = ("k", 1, "1h", ["/health"]));

        Assert.Equal([200, 200], await app.GetAsync("/health", 2));
        Assert.Equal([200, 429], await app.GetAsync("/Health", 2));
        Assert.Equal(429, await app.GetAsync("/health/"));
        Assert.Equal(200, await app.GetAsync("/health?x=1"));
    }

    [Fact]
    public async Task Several_keys_should_be_charged_all_or_none()
    {
        await using var app = await StartAsync(o => o.Charges = _ =>
        [
            new KeyCharge("all") { Lazily = new LimitTerms(10, "1h") },
            new KeyCharge("ip", 2) { Lazily = new LimitTerms(5, "1h") },
        ]);

        Assert.Equal([200, 200, 429, 429], await app.GetAsync("/", 4));

        Assert.Equal(((2, 0), (4, 2)), (await CountedAsync("all"), await CountedAsync("ip")));
    }

    [Fact]
    public async Task Headers_should_be_those_of_the_ietf_where_they_are_asked_for()
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.Headers) = ("k", 2, "1500ms", RateLimitHeaders.Ietf));
        await app.GetAsync("/");
        using var passed = await app.Http.GetAsync("/");
        using var refused = await app.Http.GetAsync("/");

        Assert.Equal(("\"default\";r=0;t=2", "\"default\";q=2;w=2"), (Header(passed, "RateLimit"), Header(passed, "RateLimit-Policy")));
        Assert.Equal(("\"default\";r=0;t=2", "1"), (Header(refused, "RateLimit"), Header(refused, "Retry-After")));
        Assert.Null(Header(passed, "X-RateLimit-Limit"));
    }

    [Fact]
    public async Task Headers_should_be_left_out_where_nobody_wants_them()
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.Headers) = ("k", 1, "1m", RateLimitHeaders.None));
        await app.GetAsync("/");
        using var refused = await app.Http.GetAsync("/");

        Assert.Equal((null, null, null, "60"), Headers(refused));
    }

    [Fact]
    public async Task Problem_should_be_written_by_the_apps_own_service()
    {
        await using var app = await StartAsync(
            o => (o.Key, o.Rate, o.Per) = ("k", 1, "1m"),
            services => services.AddProblemDetails(o => o.CustomizeProblemDetails = problem => problem.ProblemDetails.Extensions["support"] = "call us"));
        await app.GetAsync("/");
        using var refused = await app.Http.GetAsync("/");

        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(("rate limit exceeded", "call us"), (problem.GetProperty("detail").GetString(), problem.GetProperty("support").GetString()));
    }

    [Fact]
    public async Task Key_without_any_limit_should_be_a_clear_error_at_the_first_request()
    {
        await using var app = await StartAsync(o => o.Key = "nobody");

        Assert.Equal(500, await app.GetAsync("/"));

        var e = Assert.IsType<InvalidOperationException>(Assert.Single(app.Errors));
        Assert.StartsWith("limit is not configured: nobody: give UseFlint a Rate and a Per", e.Message, StringComparison.Ordinal);
        await Limiter.LimitAsync("nobody", 1, "1m");
        Assert.Equal(200, await app.GetAsync("/"));
    }

    [Theory]
    [InlineData("", 1, typeof(InvalidKeyException))]
    [InlineData("k", 0, typeof(InvalidCostException))]
    [InlineData("k", 6, typeof(InvalidCostException))]
    public async Task Request_with_a_bad_key_or_cost_should_be_an_error(string key, long cost, Type error)
    {
        await using var app = await StartAsync(o => (o.KeySelector, o.CostSelector, o.Rate, o.Per) = (_ => key, _ => cost, 5, "1m"));

        Assert.Equal(500, await app.GetAsync("/"));

        Assert.IsType(error, Assert.Single(app.Errors));
    }

    public static TheoryData<string, Action<FlintMiddlewareOptions>> Contradictions => new()
    {
        { "nobody would be charged", _ => { } },
        { "exactly one of Key, KeySelector", o => (o.Key, o.KeySelector) = ("k", _ => "k") },
        { "exactly one of Key, KeySelector", o => (o.Key, o.Charges) = ("k", _ => ["k"]) },
        { "exactly one of Key, KeySelector", o => (o.Rate, o.Per) = (1, "1m") },
        { "Rate and Per go together", o => (o.Key, o.Rate) = ("k", 1) },
        { "Rate and Per go together", o => (o.Key, o.Per) = ("k", "1m") },
        { "Rate and Per go together", o => (o.Key, o.Algorithm) = ("k", Algorithm.TokenBucket) },
        { "at most one of Cost", o => (o.Key, o.Cost, o.CostSelector) = ("k", 1, _ => 1) },
        { "Charges give each key", o => (o.Charges, o.Cost) = (_ => ["k"], 1) },
        { "key must not be empty", o => o.Key = "" },
        { "cost must be at least 1", o => (o.Key, o.Cost) = ("k", 0) },
        { "rate must be from 1", o => (o.Key, o.Rate, o.Per) = ("k", 0, "1m") },
        { "invalid duration", o => (o.Key, o.Rate, o.Per) = ("k", 1, "soon") },
        { "Timeout must be", o => (o.Key, o.Timeout) = ("k", TimeSpan.Zero) },
        { "is no Enforcement", o => (o.Key, o.Enforcement) = ("k", (Enforcement)9) },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Options_that_contradict_each_other_should_be_refused_at_the_start(string message, Action<FlintMiddlewareOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ILimiter>(Limiter);
        var app = builder.Build();

        var e = Assert.ThrowsAny<Exception>(() => app.UseFlint(configure));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void App_without_a_limiter_should_be_told_so_at_the_start()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Contains("AddFlint", Assert.Throws<InvalidOperationException>(() => app.UseFlint(o => o.Key = "k")).Message, StringComparison.Ordinal);
    }

    private Task<App> StartAsync(Action<FlintMiddlewareOptions> configure, Action<IServiceCollection>? services = null) => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseFlint(configure);
            app.Run(context => context.Response.WriteAsync("hello"));
        },
        services);

    private static (string? Limit, string? Remaining, string? Reset, string? RetryAfter) Headers(HttpResponseMessage response) =>
        (Header(response, "X-RateLimit-Limit"), Header(response, "X-RateLimit-Remaining"), Header(response, "X-RateLimit-Reset"), Header(response, "Retry-After"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
