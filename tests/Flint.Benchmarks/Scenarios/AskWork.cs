using Akka.Actor;
using Flint.Actors.Journal.Plugin;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Granted checks by <c>Ask</c>, with its timeout, in an actor system of the user's.</summary>
internal sealed class AskWork(ActorSystem system, FlintLimits limits, LogTally log, string[] keys, int callers) : IWork
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly KeyWalk _walk = new(keys, callers);

    public static async Task<IWork> OpenAsync(string directory, bool isDurable, string[] keys, int callers)
    {
        var system = ActorSystem.Create("benchmark", "akka.loglevel = WARNING");
        var limits = FlintLimits.Start(system, Limits.Options(directory, isDurable));
        await Limits.AddAsync(limits.Limiter, keys);
        return new AskWork(system, limits, new LogTally(directory), keys, callers);
    }

    public async Task<Sample> RunAsync(TimeSpan length)
    {
        var watches = Stopwatches.Start(log);
        return watches.Stop(await ClosedLoop.RunAsync(
            callers,
            length,
            (caller, n) => new ValueTask<CheckResult>(limits.Ref.Ask<CheckResult>(new Check(_walk[caller, n]), Patience)),
            result => result.Allowed));
    }

    public async ValueTask DisposeAsync()
    {
        await limits.Limiter.DisposeAsync();
        var logs = FlintLogs.For(system);
        await system.Terminate();
        await logs.Closed;
    }
}
