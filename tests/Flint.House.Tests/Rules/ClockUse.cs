using Flint.House.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flint.House.Tests.Rules;

/// <summary>Clocks and timers come from an injected <see cref="TimeProvider"/>.</summary>
internal static class ClockUse
{
    public static readonly Exempt[] Places =
    [
        new("Flint.Actors.Journal/Plugin/FlintLogs.cs", "starts Akka's own clock early, and times nothing by it"),
    ];

    public static readonly Exempt[] Defaults =
    [
        new("Flint.Actors/Hosting/LimiterConfig.cs", "the machine's clock where none was injected"),
        new("Flint.Actors/Actors/ReplySweep.cs", "asks whether one was injected: such a clock may leap, and is read where the machine's is not"),
        new("Flint.Actors.Journal/Log/LogEngine.cs", "the machine's clock where none was injected"),
        new("Flint.Client/SharedLimiter.cs", "deadlines by the machine's clock, where nobody injected one"),
        new("Flint.Client/Hosting/FlintSharedServiceCollectionExtensions.cs", "the machine's clock where none was injected"),
        new("Flint.Host/Http/FlintServer.cs", "the program's clock: the lines of its log, how long requests wait and repeats are known"),
        new("Flint.Host/Cli/Verbs/ServerStart.cs", "when to look at the token file again"),
        new("Flint.AspNetCore/FlintApplicationBuilderExtensions.cs", "the machine's clock where the services have none"),
        new("Flint.RateLimiting/FlintRateLimiter.cs", "the machine's clock where none was injected"),
        new("Flint.RateLimiting/LimitGate.cs", "the machine's clock where none was injected"),
    ];

    /// <summary>The machine's clock and timers, whatever was injected.</summary>
    public static bool Is(Use use) => (use.Type, use.Symbol.Name) switch
    {
        ("System.DateTime", "Now" or "UtcNow" or "Today") => true,
        ("System.DateTimeOffset", "Now" or "UtcNow") => true,
        ("System.Environment", "TickCount" or "TickCount64") => true,
        ("System.Threading.Thread", "Sleep") => true,
        ("System.Threading.CancellationTokenSource", "CancelAfter") => true,
        ("System.Diagnostics.Stopwatch" or "System.Threading.Timer" or "System.Timers.Timer", _) => true,
        ("Akka.Actor.IScheduler" or "Akka.Actor.ITellScheduler" or "Akka.Actor.IActionScheduler" or "Akka.Actor.ITimerScheduler" or "Akka.Actor.IWithTimers", _) => true,
        (_, "SetReceiveTimeout") => true,
        ("System.Threading.Tasks.Task", "Delay") => !HasTimeProvider(use) && !WaitsForEver(use),
        ("System.Threading.PeriodicTimer", _) => use.Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && !HasTimeProvider(use),
        ("System.Threading.CancellationTokenSource", ".ctor") => use.Symbol is IMethodSymbol { Parameters.Length: > 0 } && !HasTimeProvider(use),
        _ => false,
    };

    /// <summary>The injected clock's default.</summary>
    public static bool IsDefault(Use use) => use is { Type: "System.TimeProvider", Symbol.Name: "System" };

    private static bool HasTimeProvider(Use use) => use.Symbol is IMethodSymbol method && method.Parameters.Any(parameter => parameter.Type.Name == nameof(TimeProvider));

    private static bool WaitsForEver(Use use) =>
        use.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.ArgumentList.Arguments.FirstOrDefault()?.ToString() is "Timeout.Infinite" or "Timeout.InfiniteTimeSpan";
}
