using Akka.Actor;
using Flint.Actors.Journal.Plugin;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Granted checks by <c>Ask</c>, with its timeout, in an actor system of the user's.</summary>
internal static class Asks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Func<Place, Task<IWork>> Of(string[] keys, int callers, Mode mode) => async place =>
    {
        var directory = place.NewDirectory();
        var system = ActorSystem.Create("benchmark", "akka.loglevel = WARNING");
        var limits = FlintLimits.Start(system, Limits.Options(directory, mode));
        await Limits.AddAsync(limits.Limiter, keys);
        var (log, walk) = (new LogTally(directory), new KeyWalk(keys, callers));
        return new Work(
            length => Measured.LoopAsync(
                log,
                callers,
                length,
                (caller, n) => new ValueTask<CheckResult>(limits.Ref.Ask<CheckResult>(new Check(walk[caller, n]), Patience)),
                result => result.Allowed),
            limits.Limiter,
            new Closing(system));
    };

    private sealed class Closing(ActorSystem system) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            var logs = FlintLogs.For(system);
            await system.Terminate();
            await logs.Closed;
        }
    }
}
