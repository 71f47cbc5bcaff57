using Akka.Actor;
using Akka.Hosting;
using Flint;
using Microsoft.Extensions.Hosting;

namespace HostedService;

/// <summary>Makes reports: each costs of the user's limit and of everybody's, or of neither.</summary>
internal sealed class ReportWorker(ILimiter limiter, IRequiredActor<FlintLimits> limits, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await limiter.LimitAsync("reports:all", rate: 25, per: "1d", ct: stoppingToken);
        await limiter.LimitAsync("reports:ada", rate: 20, per: "1d", ct: stoppingToken);
        for (var number = 1; number <= 3; number++)
        {
            var check = await limiter.CheckAllAsync(["reports:all", ("reports:ada", 10)], stoppingToken);
            Console.WriteLine(check.Allowed ? $"report {number} made" : $"report {number} refused by {check.DeniedKey}");
        }

        // The same limits, as an actor: for whoever speaks messages.
        var status = await limits.ActorRef.Ask<LimitStatus>(new GetStatus("reports:all"), stoppingToken);
        Console.WriteLine($"{status.Key}: {status.TotalAllowedCost} of {status.Rate} used");
        lifetime.StopApplication();
    }
}
