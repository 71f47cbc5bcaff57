using System.Diagnostics;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Processes;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scenarios;

/// <summary><c>flint limit check</c>, from the start of the process to its end: nothing of it is warm but the page cache.</summary>
internal static class ColdCommands
{
    public const string HelloName = "a hello-world published the same way";

    private const int Runs = 5;

    public static Func<Place, Task<IWork>> Check(bool isStandalone) => async place =>
    {
        var published = await PublishedAsync(place, isStandalone);
        var directory = place.NewDirectory();
        await Tool.RunAsync(published.Flint, ["limit", "add", "api:user-1", "--rate", "1000000", "--per", "1d", "--data-dir", directory]);
        return Repeated(published.Flint, "limit", "check", "api:user-1", "--data-dir", directory);
    };

    public static Yardstick Hello(bool isStandalone) => new(HelloName, async place => Repeated((await PublishedAsync(place, isStandalone)).Hello));

    private static Task<Published> PublishedAsync(Place place, bool isStandalone) =>
        place.Servers.GetAsync(isStandalone ? "published-standalone" : "published", directory => Published.MakeAsync(directory, isStandalone));

    private static Work Repeated(string program, params string[] arguments) => new(async _ =>
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Runs; i++)
            await Tool.RunAsync(program, arguments);
        return new Sample(Runs, Stopwatch.GetElapsedTime(start));
    });
}
