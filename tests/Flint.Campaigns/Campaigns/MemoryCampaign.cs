using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>A minute of full load: the memory of the server stays flat.</summary>
internal sealed record MemoryCampaign(FlintProgram Flint, string Sync)
{
    private const int WarmUp = 3;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
        using var http = new FlintHttp(server.Url);
        await Task.WhenAll(Wrk.Keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
        using var wrk = Wrk.Start(server.Url, connections: 64, Duration);
        var sizes = new List<double>();
        using var tick = new PeriodicTimer(Duration / 15);
        for (var sample = 0; sample < 14 && await tick.WaitForNextTickAsync(); sample++)
        {
            server.Process.Refresh();
            sizes.Add(server.Process.WorkingSet64 / 1048576.0);
        }
        var (answers, errors, output) = await wrk.EndAsync(interrupt: false);
        var third = (sizes.Count - WarmUp) / 3;
        var (first, last) = (sizes.Skip(WarmUp).Take(third).Average(), sizes.TakeLast(third).Average());
        report.Require(errors == 0, $"memory: {errors} errors: {output}");
        report.Require(last <= first * 1.2 + 16, $"memory: grew from {first:F0} to {last:F0} MiB");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"memory: sync {Sync}, {Duration.TotalSeconds:F0} s, {answers} checks, {answers / Duration.TotalSeconds:F0}/s; resident MiB: {string.Join(' ', sizes.Select(size => size.ToString("F0", CultureInfo.InvariantCulture)))}"));
    }
}
