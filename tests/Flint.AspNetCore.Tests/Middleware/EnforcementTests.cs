using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Middleware;

public sealed class EnforcementTests : EmbeddedLimits
{
    [Fact]
    public async Task Shadow_should_pass_count_and_log_what_it_would_have_denied()
    {
        await using var app = await StartAsync(Enforcement.Shadow);

        using var response = await app.Http.GetAsync("/some/path");
        Assert.Equal([200, 200, 200], await app.GetAsync("/some/path", 3));

        Assert.Equal((2, 2), await CountedAsync("k"));
        Assert.Equal(2, app.Logs.Lines.Count(line => line == "Information: Would refuse /some/path: the limit of k (policy (null)) has no room for 00:00:30"));
        Assert.False(response.Headers.Contains("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task Off_should_ask_nobody()
    {
        await using var app = await StartAsync(Enforcement.Off);

        Assert.Equal([200, 200, 200], await app.GetAsync("/", 3));

        Assert.Null(await Limiter.StatusAsync("k"));
    }

    [Fact]
    public async Task Shadowed_limit_should_not_keep_an_enforced_one_from_being_charged()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseFlint(o => (o.Key, o.Rate, o.Per, o.Enforcement) = ("tight", 1, "1h", Enforcement.Shadow));
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("wide", 3, "1h"));
                app.Run(context => context.Response.WriteAsync("hello"));
            });

        Assert.Equal([200, 200, 200, 429], await app.GetAsync("/", 4));

        Assert.Equal(((1, 3), (3, 1)), (await CountedAsync("tight"), await CountedAsync("wide")));
    }

    [Theory]
    [InlineData("k", "Warning: Would fail /some/path: limit is not configured")]
    [InlineData(" ", "Warning: Would fail /some/path: ")]
    public async Task Shadow_should_pass_and_log_what_would_have_been_an_error(string key, string line)
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseFlint(o => (o.KeySelector, o.Enforcement) = (_ => key, Enforcement.Shadow));
                app.Run(context => context.Response.WriteAsync("hello"));
            });

        Assert.Equal(200, await app.GetAsync("/some/path"));

        Assert.StartsWith(line, Assert.Single(app.Logs.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "Warning: Would fail /: who asks?")]
    [InlineData("/limited", "Warning: Would fail /limited: who asks?")]
    [InlineData("/mistyped", "Warning: Would fail /mistyped: the endpoint")]
    public async Task Shadow_should_pass_and_log_what_keeps_a_key_from_being_found(string path, string line)
    {
        await using var app = await StartWithPolicyAsync(Enforcement.Shadow);

        Assert.Equal(200, await app.GetAsync(path));

        Assert.Contains(app.Logs.Lines, one => one.StartsWith(line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/limited")]
    [InlineData("/mistyped")]
    public async Task Off_should_not_even_look_for_a_key(string path)
    {
        await using var app = await StartWithPolicyAsync(Enforcement.Off);

        Assert.Equal(200, await app.GetAsync(path));

        Assert.Empty(app.Logs.Lines);
    }

    private Task<App> StartWithPolicyAsync(Enforcement enforcement) => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseFlint(o => (o.KeySelector, o.Enforcement) = (Nobody, enforcement));
            app.MapGet("/", () => "hello");
            app.MapGet("/limited", () => "hello").RequireFlint("user");
            app.MapGet("/mistyped", () => "hello").RequireFlint("usr").WithDisplayName("mistyped");
        },
        services => services.AddFlintPolicies(policies => policies.Add("user", Nobody)));

    private static string Nobody(HttpContext context) => throw new NotSupportedException("who asks?");

    private Task<App> StartAsync(Enforcement enforcement) => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseFlint(o => (o.Key, o.Rate, o.Per, o.Enforcement) = ("k", 2, "1m", enforcement));
            app.Run(context => context.Response.WriteAsync("hello"));
        });
}
