using System.Diagnostics;
using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Faults.Clock;

/// <summary>
/// Wall clocks that jump while a limiter runs and while it is down. In any stretch of true time a key may grant one full quota more for each restart that met a clock
/// set anew, and a full quota is there again at the latest one window after the last grant or the last start behind a clock that was set back.
/// </summary>
internal sealed record ClockCampaign(int Seed)
{
    /// <summary>How many trajectories.</summary>
    public int Trajectories { get; init; } = 500;

    public async Task RunAsync(Report report)
    {
        var clock = Stopwatch.StartNew();
        var (checks, granted, starts, steps) = (0, 0, 0, 0);
        for (var i = 0; i < Trajectories && !report.HasEnough; i++)
        {
            report.Try();
            var algorithm = (Algorithm)(i % 3);
            var trajectory = new Trajectory(algorithm, new Random(unchecked((Seed * 7_919) + i)));
            foreach (var wrong in await trajectory.RunAsync())
                report.Require(false, $"trajectory {i}, {algorithm}: {wrong}");
            checks += trajectory.Checks;
            granted += trajectory.Grants.Count;
            starts += trajectory.Starts.Count;
            steps += trajectory.Steps;
        }
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"clock: {Trajectories} trajectories, {steps} steps of the wall clock, {starts} starts, {checks} checks, {granted} granted, {clock.Elapsed.TotalSeconds:0} s, seed {Seed}"));
    }
}
