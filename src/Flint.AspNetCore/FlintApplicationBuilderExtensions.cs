using Flint;
using Flint.AspNetCore.Middleware;
using Flint.AspNetCore.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// The namespace of what it extends, as everywhere in ASP.NET Core.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Flint in the pipeline of an app.</summary>
public static class FlintApplicationBuilderExtensions
{
    /// <summary>
    /// Limits requests: all of them by what is configured here, and those of endpoints with <c>RequireFlint</c> or <see cref="FlintLimitAttribute"/> by their policies, together all or none.
    /// Refused ones are answered with 429 and problem details. Stands behind <c>UseRouting</c>, where the app calls that itself, and behind what tells who asks.
    /// </summary>
    /// <param name="app">The app; its services have an <see cref="ILimiter"/>, unless the options bring one.</param>
    /// <param name="configure">Sets who is charged what.</param>
    /// <exception cref="ArgumentException">The options contradict each other or are out of bounds.</exception>
    /// <exception cref="InvalidInputException">The key, cost, rate or period is out of bounds.</exception>
    public static IApplicationBuilder UseFlint(this IApplicationBuilder app, Action<FlintMiddlewareOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new FlintMiddlewareOptions();
        configure?.Invoke(options);
        var services = app.ApplicationServices;
        var policies = services.GetService<FlintPolicies>();
        var settings = new MiddlewareSettings(options, policies is not null);
        var limiter = options.Limiter ?? services.GetService<ILimiter>()
            ?? throw new InvalidOperationException("there is no ILimiter: call services.AddFlint(), or set Limiter in UseFlint's options");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var log = services.GetRequiredService<ILogger<FlintMiddleware>>();
        return app.Use(next => new FlintMiddleware(next, settings, limiter, policies, time, log).InvokeAsync);
    }
}
