using System.Globalization;
using Akka.Actor;
using Flint.Actors.Journal.Plugin;
using Flint.Campaigns.Support;
using Flint.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// Checks that meet keys just as they fall asleep: once because others need their place, once because they were idle. Each is answered once, and none needs more than
/// 100 sweeps of the virtual clock. In this process: a sweep is as long as a check of yet another key takes, so that the clock cannot run ahead of the machine; and where
/// a busy machine has kept a check from its turn for so long, the clock stands and nobody else asks until it has had it.
/// </summary>
internal sealed record SleepCampaign(string Sync, int Seed)
{
    private const int LatestAnswer = 100;
    private const int Keys = 256;
    private const int ScarceKeys = Keys / 4; // theirs are mostly denials, which have to be recorded before the key sleeps
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public int Checks { get; init; } = 1_000_000;

    public int Callers { get; init; } = 64;

    public async Task RunAsync(Report report)
    {
        await RunAsync(report, "others need their place", new LimiterOptions { MaxResident = 16, PassivateAfter = TimeSpan.FromDays(1) });
        await RunAsync(report, "they are idle", new LimiterOptions { PassivateAfter = Sweep });
    }

    private async Task RunAsync(Report report, string why, LimiterOptions options)
    {
        using var directory = new DataDirectory();
        var clock = new FakeTimeProvider();
        var system = ActorSystem.Create("sleep", "akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.log-dead-letters = off");
        var limits = FlintLimits.Start(system, options with
        {
            DataDirectory = directory.Path,
            Sync = Sync == "batch" ? SyncMode.Batch() : SyncMode.Always,
            TimeProvider = clock,
            SnapshotEvery = 10, // a wake reads that many lines at most
        });
        var limiter = limits.Limiter;
        var keys = Enumerable.Range(0, Keys).Select(i => $"sleepy:{i}").ToArray();
        for (var i = 0; i < Keys; i++)
            await limiter.LimitAsync(keys[i], i < ScarceKeys ? 3 : LimitRules.MaxRate, "1d");

        var random = new Random(Seed);
        var waiting = new List<(Task<CheckResult> Check, long Since)>();
        var (started, allowed, denied, sweeps, slowest, awake, samples) = (0, 0L, 0L, 0L, 0L, 0L, 0);
        while (started < Checks / 2 || waiting.Count > 0)
        {
            for (; started < Checks / 2 && waiting.Count < Callers; started++)
                waiting.Add((limiter.CheckAsync(keys[random.Next(Keys)]).AsTask(), sweeps));
            clock.Advance(Sweep);
            await limiter.CheckAsync(keys[random.Next(ScarceKeys, Keys)]);
            allowed++;
            sweeps++;
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                var (check, since) = waiting[i];
                if (!check.IsCompleted)
                    continue;
                waiting.RemoveAt(i);
                slowest = Math.Max(slowest, sweeps - since);
                if ((await check).Allowed)
                    allowed++;
                else
                    denied++;
            }
            if (waiting.Find(w => sweeps - w.Since > LatestAnswer).Check is { } late && !await IsAnsweredAsync(late))
            {
                report.Require(false, $"sleep, as {why}: a check has no answer after {LatestAnswer} sweeps");
                break;
            }
            if (sweeps % 10 == 0)
                (awake, samples) = (awake + await AwakeAsync(system), samples + 1);
        }

        await limiter.FlushAsync();
        var (counted, refused) = (0L, 0L);
        await foreach (var status in limiter.ListAsync())
            (counted, refused) = (counted + status.TotalAllowed, refused + status.TotalDenied);
        report.Require((counted, refused) == (allowed, denied), $"sleep, as {why}: {allowed} grants and {denied} denials were answered, {counted} and {refused} counted");
        report.Require(awake < samples * Keys * 3L / 4, $"sleep, as {why}: {awake / Math.Max(1, samples)} of {Keys} keys were awake: the test has not met many that fell asleep");
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"sleep: sync {Sync}, as {why}: {started} checks beside {sweeps} more, {denied} denied; the latest answer came after {slowest} sweeps; {awake / Math.Max(1, samples)} of {Keys} keys awake"));
        await limiter.DisposeAsync();
        var logs = FlintLogs.For(system);
        await system.Terminate();
        await logs.Closed;
    }

    private static async Task<bool> IsAnsweredAsync(Task check)
    {
        try
        {
            await Task.WhenAny(check).WaitAsync(Patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<int> AwakeAsync(ActorSystem system)
    {
        var awake = 0;
        for (var i = 0; i < 8; i++)
            awake += (await system.ActorSelection($"/user/flint/partition-{i}").Ask<AwakeKeys>(GetAwakeKeys.Instance, TimeSpan.FromSeconds(30))).Keys.Count;
        return awake;
    }
}
