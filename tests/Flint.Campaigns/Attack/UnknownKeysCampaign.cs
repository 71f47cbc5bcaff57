using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Attack;

/// <summary>Very many distinct keys that nothing speaks for: each is refused, and none costs a byte of the log or an actor.</summary>
internal sealed record UnknownKeysCampaign(int Keys, int Seed)
{
    private const int Callers = 64;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        using var peaks = new Peaks();
        await using var watched = WatchedLimiter.Open(directory, TimeProvider.System);
        var limiter = watched.Limiter;
        await limiter.TemplateAsync("user:*", rate: 100, per: "1m");
        await limiter.LimitAsync("configured", 100, "1m");
        await limiter.CheckAsync("configured"); // which wakes it
        await limiter.FlushAsync();
        peaks.Look();
        var (bytes, awake) = (watched.Log.UsedBytes, peaks.MostAwake);

        var (next, refused) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next) - 1) < Keys;)
            {
                try
                {
                    await limiter.CheckAsync(MadeUpKeys.Of(Seed, n));
                }
                catch (LimitNotConfiguredException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));

        await limiter.FlushAsync();
        peaks.Look();
        var written = watched.Log.UsedBytes - bytes;
        report.Say(string.Create(CultureInfo.InvariantCulture, $"unknown keys: {refused} of {Keys} refused, {written} bytes of log written, {peaks.MostAwake - awake} actors beyond the {awake} that were there"));
        report.Require(refused == Keys, $"unknown keys: {Keys - refused} of {Keys} were not refused");
        report.Require(written == 0, $"unknown keys: {written} bytes of log were written");
        report.Require(awake == 1 && peaks.MostAwake == awake, $"unknown keys: {peaks.MostAwake} keys were awake, {awake} before");
    }
}
