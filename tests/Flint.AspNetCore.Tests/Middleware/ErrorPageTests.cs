using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Middleware;

public sealed class ErrorPageTests : EmbeddedLimits
{
    [Theory]
    [InlineData("/fails", 500)]
    [InlineData("/missing", 404)]
    public async Task Error_page_of_an_exempt_path_should_not_be_charged(string path, int status)
    {
        await using var app = await StartAsync(o => (o.Key, o.Rate, o.Per, o.ExemptPaths) = ("k", 1, "1h", [path]));

        Assert.Equal([status, status, status], await app.GetAsync(path, 3));

        Assert.Null(await Limiter.StatusAsync("k"));
    }

    [Fact]
    public async Task Request_that_no_key_can_be_found_for_should_have_the_apps_error_page()
    {
        await using var app = await StartAsync(o => (o.KeySelector, o.Rate, o.Per) = (context => context.Request.Headers["X-User"].Single()!, 1, "1h"));

        using var response = await app.Http.GetAsync("/fails");

        Assert.Equal((500, "sorry"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Policy_that_the_error_page_has_too_should_charge_the_request_once()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseFlint();
                var all = app.MapGroup("").RequireFlint("user"); // as MapControllers().RequireFlint("user")
                all.MapGet("/fails", string () => throw new InvalidOperationException("no luck"));
                all.Map("/error", () => "sorry").RequireFlint("pages");
            },
            services => services.AddFlintPolicies(policies => policies.Add("user", _ => "user", new LimitTerms(2, "1h")).Add("pages", _ => "pages", new LimitTerms(9, "1h"))));

        Assert.Equal([500, 500, 429], await app.GetAsync("/fails", 3));

        Assert.Equal(((2, 1), (2, 0)), (await CountedAsync("user"), await CountedAsync("pages")));
    }

    [Fact]
    public async Task Policy_that_finds_no_key_should_not_take_the_error_page_away_that_has_it_too()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseExceptionHandler("/error");
                app.UseFlint();
                var all = app.MapGroup("").RequireFlint("user");
                all.MapGet("/", () => "hello");
                all.Map("/error", () => "sorry");
            },
            services => services.AddFlintPolicies(policies => policies.Add("user", context => context.Request.Headers["X-User"].Single()!)));

        using var response = await app.Http.GetAsync("/");

        Assert.Equal((500, "sorry"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(RateLimitHeaders.XRateLimit, "X-RateLimit-Remaining", "1")]
    [InlineData(RateLimitHeaders.Ietf, "RateLimit", "\"default\";r=1;t=1800")]
    public async Task Passed_request_should_tell_of_the_limit_though_the_apps_error_handler_clears_its_response(RateLimitHeaders headers, string name, string value)
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseExceptionHandler(); // answers by itself, by the service for problem details
                app.UseFlint(o => (o.Key, o.Rate, o.Per, o.Headers) = ("k", 2, "1h", headers));
                app.Run(_ => throw new InvalidOperationException("no luck"));
            },
            services => services.AddProblemDetails());

        using var response = await app.Http.GetAsync("/");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal(value, Assert.Single(response.Headers.GetValues(name)));
    }

    [Fact]
    public async Task Last_of_several_middlewares_should_be_the_one_that_tells_after_an_error_too()
    {
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseExceptionHandler();
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("first", 10, "1h"));
                app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("last", 20, "1h"));
                app.Run(context => context.Request.Path == "/fails" ? throw new InvalidOperationException("no luck") : context.Response.WriteAsync("hello"));
            },
            services => services.AddProblemDetails());

        foreach (var path in (string[])["/", "/fails"])
        {
            using var response = await app.Http.GetAsync(path);
            Assert.Equal("20", Assert.Single(response.Headers.GetValues("X-RateLimit-Limit")));
        }
    }

    private Task<App> StartAsync(Action<FlintMiddlewareOptions> configure) => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseExceptionHandler("/error");
            app.UseFlint(configure);
            app.Map("/error", page => page.Run(context => context.Response.WriteAsync("sorry")));
            app.Map("/fails", fails => fails.Run(_ => throw new InvalidOperationException("no luck")));
        });
}
