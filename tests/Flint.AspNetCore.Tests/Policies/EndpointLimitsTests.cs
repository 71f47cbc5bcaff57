using System.Net;
using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Policies;

public sealed class EndpointLimitsTests : EmbeddedLimits
{
    [Fact]
    public async Task Endpoint_should_have_the_limit_and_the_cost_that_stand_at_it()
    {
        await using var app = await StartAsync(routes =>
        {
            routes.MapGet("/cheap", () => "cheap").RequireFlint("user");
            routes.MapGet("/dear", () => "dear").RequireFlint("user", cost: 5);
            routes.MapGet("/marked", [FlintLimit("user", Cost = 2)] () => "marked");
            routes.MapGet("/free", () => "free");
        });

        foreach (var path in new[] { "/cheap", "/dear", "/marked", "/free" })
            Assert.Equal(200, await app.GetAsync(path));

        Assert.Equal((8, 0), await CountedAsync("user:ada"));
        Assert.Equal(429, await app.GetAsync("/dear"));
        Assert.Equal(200, await app.GetAsync("/cheap"));
    }

    [Fact]
    public async Task Limits_of_app_group_and_endpoint_should_be_charged_together_or_not_at_all()
    {
        await using var app = await StartAsync(
            routes => routes.MapGroup("/api").RequireFlint("tenant").MapGet("/search", () => "found").RequireFlint("user", cost: 4),
            o => (o.Key, o.Rate, o.Per) = ("app", 100, "1h"));

        using var first = await app.Http.GetAsync("/api/search");
        Assert.Equal([200, 429], await app.GetAsync("/api/search", 2));

        Assert.Equal("2", Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining"))); // of the tenant, who has the least left
        Assert.Equal(((2, 0), (2, 0), (8, 1)), (await CountedAsync("app"), await CountedAsync("tenant:acme"), await CountedAsync("user:ada")));
    }

    [Fact]
    public async Task Endpoint_should_say_the_cost_of_a_policy_that_its_group_names_too()
    {
        await using var app = await StartAsync(routes =>
        {
            var group = routes.MapGroup("/api").RequireFlint("user");
            group.MapGet("/search", () => "found");
            group.MapGet("/report", () => "written").RequireFlint("User", cost: 5);
        });

        Assert.Equal((200, 200), (await app.GetAsync("/api/search"), await app.GetAsync("/api/report")));

        Assert.Equal((6, 0), await CountedAsync("user:ada"));
    }

    [Fact]
    public async Task Endpoint_should_be_charged_once_where_several_middlewares_see_it()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseFlint(o => o.Enforcement = Enforcement.Off);
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("app", 100, "1h"));
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("address", 100, "1h"));
                app.MapGet("/x", () => "x").RequireFlint("user", cost: 3);
            },
            services => services.AddFlintPolicies(policies => policies.Add("user", _ => "user:ada", new LimitTerms(10, "1h"))));

        Assert.Equal([200, 200, 200, 429], await app.GetAsync("/x", 4));

        Assert.Equal(((3, 0), (3, 0), (9, 1)), (await CountedAsync("app"), await CountedAsync("address"), await CountedAsync("user:ada")));
    }

    [Fact]
    public async Task Headers_of_the_ietf_should_name_the_policy_though_code_gives_it_its_limit()
    {
        await using var app = await StartAsync(
            routes => routes.MapGet("/x", () => "x").RequireFlint("Tenant"),
            o => o.Headers = RateLimitHeaders.Ietf);

        using var response = await app.Http.GetAsync("/x");

        Assert.Equal("\"tenant\";r=2;t=1200", Assert.Single(response.Headers.GetValues("RateLimit")));
        Assert.Equal("\"tenant\";q=3;w=3600", Assert.Single(response.Headers.GetValues("RateLimit-Policy")));
    }

    [Fact]
    public async Task Unknown_policy_should_be_a_clear_error()
    {
        await using var app = await StartAsync(routes => routes.MapGet("/x", () => "x").RequireFlint("nobody").WithDisplayName("GET x"));

        Assert.Equal(500, await app.GetAsync("/x"));

        Assert.Equal("the endpoint GET x requires the policy nobody, which AddFlintPolicies does not add", Assert.Single(app.Errors).Message);
    }

    [Fact]
    public async Task Endpoint_should_pass_where_only_others_have_limits()
    {
        await using var app = await StartAsync(routes => routes.MapGet("/free", () => "free"));

        using var response = await app.Http.GetAsync("/free");

        Assert.Equal((HttpStatusCode.OK, false), (response.StatusCode, response.Headers.Contains("X-RateLimit-Limit")));
    }

    private Task<App> StartAsync(Action<IEndpointRouteBuilder> map, Action<FlintMiddlewareOptions>? configure = null) => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseFlint(configure);
            map(app);
        },
        services => services.AddFlintPolicies(policies => policies
            .Add("user", _ => "user:ada", new LimitTerms(10, "1h"))
            .Add("tenant", _ => "tenant:acme", new LimitTerms(3, "1h"))));
}
