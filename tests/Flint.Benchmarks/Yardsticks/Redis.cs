using Flint.Benchmarks.Load;
using Flint.Benchmarks.Processes;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>
/// The same checks by a script in Redis over StackExchange.Redis, all callers on one connection as it recommends: <c>appendfsync always</c> beside
/// <c>always</c>, <c>everysec</c> beside <c>batch</c>, in either way.
/// </summary>
internal static class Redis
{
    private const string Program = "redis-server";
    private const long Day = 86_400_000;

    public static string Name(Mode mode) => $"Redis {Fsync(mode)}";

    public static Yardstick Of(string[] keys, int callers, Mode mode) => new(Name(mode), async place =>
    {
        var server = await place.Servers.GetAsync(Name(mode), directory => RedisServer.StartAsync(directory, Fsync(mode)));
        await server.EmptyAsync();
        var walk = new KeyWalk(keys, callers);
        return new Work(length => Measured.LoopAsync(null, callers, length, (caller, n) => server.CheckAsync(walk[caller, n], Scenarios.Limits.Endless, Day), isAllowed => isAllowed));
    })
    {
        Part = 0.5,
        Obstacle = () => Tool.Obstacle(Program),
    };

    private static string Fsync(Mode mode) => mode.IsDurable ? "always" : "everysec";
}
