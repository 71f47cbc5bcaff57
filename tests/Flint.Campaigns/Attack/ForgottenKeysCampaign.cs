using System.Globalization;
using System.Text;
using Flint.Campaigns.Support;
using Flint.State;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Campaigns.Attack;

/// <summary>
/// What an attack of very many keys leaves behind: by a virtual clock, an hour later, the keys are gone from memory, and from the disk once it is compacted. The clock goes on by a second
/// whenever a check of a configured key was answered, so that it cannot run ahead of the machine.
/// </summary>
internal sealed record ForgottenKeysCampaign(int Keys, int Seed)
{
    private const int Callers = 64;
    private const int Configured = 100;
    private static readonly TimeSpan IdleTtl = TimeSpan.FromHours(1);

    /// <summary>What the directory may take for its configured keys and its template.</summary>
    public const int MostBytesLeft = 64 * 1024;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var watched = WatchedLimiter.Open(directory, clock);
        var limiter = watched.Limiter;
        await limiter.TemplateAsync(MadeUpKeys.Pattern, 100, TimeSpan.FromMinutes(1), idleTtl: IdleTtl);
        var configured = Enumerable.Range(0, Configured).Select(i => $"user:{i}").ToArray();
        foreach (var key in configured)
            await limiter.LimitAsync(key, LimitRules.MaxRate, "1d");
        await new Attackers(limiter, Callers, -Seed - 1).CheckAsync(Math.Min(Keys, 1_000)); // what every key needs that comes first
        var before = Memory();

        var attackers = new Attackers(limiter, Callers, Seed);
        await attackers.CheckAsync(Keys);
        await limiter.FlushAsync();
        var (attacked, bytes) = (Memory(), watched.Log.UsedBytes);
        report.Require(attackers.Granted == Keys, $"forgotten keys: {Keys - attackers.Granted} of {Keys} were not granted");

        var attack = clock.GetUtcNow();
        clock.Advance(IdleTtl);
        // A pass over the keys begins four times in their time to live, and looks at a bounded number of them a second.
        var latest = IdleTtl + (IdleTtl / 4) + TimeSpan.FromSeconds(Keys / 250) + TimeSpan.FromMinutes(1);
        var checks = 0;
        while (AreKnown(watched) && clock.GetUtcNow() - attack < latest)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await limiter.CheckAsync(configured[checks++ % Configured]);
        }
        var took = clock.GetUtcNow() - attack;
        var listed = 0;
        await foreach (var _ in limiter.ListAsync(MadeUpKeys.Prefix))
            listed++;
        await limiter.CompactAsync();
        var after = Memory();
        report.Require(!AreKnown(watched), $"forgotten keys: some are known {took} after the attack");
        report.Require(listed == 0, $"forgotten keys: {listed} are listed {took} after the attack");
        await limiter.DisposeAsync();
        var left = directory.Names.Sum(name => new FileInfo(Path.Combine(directory.Path, name)).Length);
        var named = directory.Names.Where(name => Names(Path.Combine(directory.Path, name))).ToList();
        report.Require(left <= MostBytesLeft, $"forgotten keys: {left} bytes are left on the disk");
        report.Require(named.Count == 0, $"forgotten keys: {string.Join(' ', named)} names some");
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"forgotten keys: {Keys} keys, all gone {took} after the attack, beside {checks} checks of others; memory {before:N1} MiB before it, {attacked:N1} after it, {after:N1} once they were forgotten; log {bytes / 1048576.0:N0} MiB after it, {left / 1024.0:N0} KiB in the directory once it was compacted"));
    }

    private static double Memory() => GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;

    private static bool AreKnown(WatchedLimiter watched) => watched.Log.PersistenceIds(KeyIds.Of(MadeUpKeys.Prefix)).Any();

    // The template's own pattern aside.
    private static bool Names(string file) => Encoding.UTF8.GetString(File.ReadAllBytes(file)).Contains(KeyIds.Of(MadeUpKeys.Prefix), StringComparison.Ordinal);
}
