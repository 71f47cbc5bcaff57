using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Policies;

public sealed class ConfiguredPoliciesTests : EmbeddedLimits
{
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();

    [Fact]
    public async Task Configuration_should_go_before_what_a_key_has()
    {
        await Limiter.LimitAsync("user:ada", 100, "1h");
        Set(("Rate", "2"), ("Per", "1h"));
        await using var app = await StartAsync();

        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));
    }

    [Fact]
    public async Task Change_should_take_effect_at_once_and_keep_what_is_spent()
    {
        Set(("Rate", "2"), ("Per", "1h"), ("Algorithm", "sliding_window_log"));
        await using var app = await StartAsync();
        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));

        Set(("Rate", "5"), ("Cost", "2"));
        using var first = await app.Http.GetAsync("/");

        Assert.Equal(("5", "1"), (Assert.Single(first.Headers.GetValues("X-RateLimit-Limit")), Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining"))));
        Assert.Equal(429, await app.GetAsync("/"));
        Assert.Contains("Information: The limits of 1 policies were read again", app.Logs.Lines);
    }

    [Fact]
    public async Task Change_that_cannot_be_used_should_be_told_and_leave_what_was_there()
    {
        Set(("Rate", "2"), ("Per", "1h"));
        await using var app = await StartAsync();

        Set(("Rate", "many"));

        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));
        Assert.Contains(app.Logs.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.EndsWith("Policies:user:Rate: \"many\" is no whole number", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enforcement_should_be_the_policys_own_and_change_with_it()
    {
        Set(("Rate", "1"), ("Per", "1h"), ("Enforcement", "shadow"));
        await using var app = await StartAsync();
        Assert.Equal([200, 200], await app.GetAsync("/", 2));

        Set(("Enforcement", "Enforce"));
        Assert.Equal(429, await app.GetAsync("/"));
        Set(("Enforcement", "Off"));
        Assert.Equal(200, await app.GetAsync("/"));

        Assert.Equal((1, 2), await CountedAsync("user:ada"));
        Assert.Contains("Information: Would refuse /: the limit of user:ada (policy user) has no room for 01:00:00", app.Logs.Lines);
    }

    [Fact]
    public async Task Policy_that_configuration_gives_no_limit_should_leave_each_key_its_own()
    {
        await Limiter.LimitAsync("user:ada", 1, "1h");
        Set(("Cost", "1"));
        await using var app = await StartAsync();

        Assert.Equal([200, 429], await app.GetAsync("/", 2));
    }

    [Theory]
    [InlineData("Policies:user:Rate", "many", "Policies:user:Rate: \"many\" is no whole number")]
    [InlineData("Policies:user:Rate", "5", "Policies:user: Rate and Per go together")]
    [InlineData("Policies:user:Algorithm", "token_bucket", "Policies:user: Rate and Per go together")]
    [InlineData("Policies:user:Cost", "0", "Policies:user: cost must be at least 1, not 0")]
    [InlineData("Policies:user:Enforcement", "perhaps", "Policies:user:Enforcement: \"perhaps\" is none of Enforce, Shadow, Off")]
    [InlineData("Policies:user:Enforcement", "1", "Policies:user:Enforcement: \"1\" is none of Enforce, Shadow, Off")]
    [InlineData("Policies:user:Enforcement", "Enforce, Shadow", "Policies:user:Enforcement: \"Enforce, Shadow\" is none of Enforce, Shadow, Off")]
    [InlineData("Policies:user", "5/1h", "Policies:user: \"5/1h\" is no policy: it has Rate, Per, Algorithm, Cost, Enforcement")]
    [InlineData("Policies:user:Cost:PerPage", "5", "Policies:user:Cost:PerPage: Cost is one value")]
    [InlineData("Policies:user:Burst", "5", "Policies:user:Burst: a policy has Rate, Per, Algorithm, Cost, Enforcement")]
    [InlineData("Policies:users:Rate", "5", "Policies:users: AddFlintPolicies adds no policy of that name, so nobody would be charged")]
    public async Task Mistake_in_the_configuration_should_stop_the_start(string path, string value, string message)
    {
        _configuration[path] = value;

        var e = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);

        Assert.Equal(message, e.Message);
    }

    [Fact]
    public async Task Cost_above_the_rate_should_be_a_mistake_at_the_start_and_later()
    {
        Set(("Rate", "5"), ("Per", "1h"), ("Cost", "6"));
        var e = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
        Assert.Equal("Policies:user:Cost: 6 is above the rate, 5: no request could pass", e.Message);

        Set(("Cost", "5"));
        await using var app = await StartAsync();
        Set(("Rate", "4"));

        Assert.Equal([200, 429], await app.GetAsync("/", 2));
    }

    [Fact]
    public async Task Policy_that_is_switched_off_should_charge_nobody_though_its_key_is_a_mistake()
    {
        _configuration["Policies:user:Enforcement"] = "Off";
        await using var app = await App.StartAsync(
            Limiter,
            Clock,
            app =>
            {
                app.UseFlint();
                app.MapGet("/", () => "hello").RequireFlint("user");
            },
            services => services.AddFlintPolicies(policies => policies.Add("user", _ => throw new NotSupportedException("who asks?")), _configuration.GetSection("Policies")));

        Assert.Equal(200, await app.GetAsync("/"));
    }

    private void Set(params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
            _configuration[$"Policies:user:{name}"] = value;
        _configuration.Reload();
    }

    private Task<App> StartAsync() => App.StartAsync(
        Limiter,
        Clock,
        app =>
        {
            app.UseFlint();
            app.MapGet("/", () => "hello").RequireFlint("user");
        },
        services => services.AddFlintPolicies(policies => policies.Add("user", _ => "user:ada"), _configuration.GetSection("Policies")));
}
