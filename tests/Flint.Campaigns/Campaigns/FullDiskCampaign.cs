using System.Diagnostics;
using System.Security.Cryptography;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// A small file system that is really full, under load: every caller has an error, no grant is forgotten, a start on the full disk is refused and changes nothing,
/// and once there is space again a start works.
/// </summary>
internal sealed record FullDiskCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const int Failure = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string[] _keys = [.. Enumerable.Range(0, 20).Select(key => $"ledger:{key}")];

    /// <summary>How large the file system is: no round may fill it with the log alone, or there would be no space to regain.</summary>
    public int Kilobytes { get; init; } = 4096;

    /// <summary>Whether compactions are asked for all the while.</summary>
    public bool Compacts { get; init; }

    public int Rounds { get; init; } = 5;

    public int Callers { get; init; } = 64;

    private string Name => $"tmpfs-full: sync {Sync}{(Compacts ? ", compacting" : "")}";

    public async Task RunAsync(Report report)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            report.NotRun($"{Name}: needs root, to mount a small tmpfs");
            return;
        }
        await using var disk = await SmallDisk.MountAsync(Kilobytes);
        var ledger = new Ledger(_keys);
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            await FillUpAsync(disk, ledger, isFirst: round == 0, random, report);
            await StartWhileFullAsync(disk, report);
            disk.Free();
        }
        await using var last = await FlintServer.StartAsync(Flint, disk.Data.Path, $"--sync {Sync}");
        using var client = new FlintHttp(last.Url);
        ledger.Settle(await client.CountedAsync(), report, $"{Name}, at the end");
        report.Require((await client.CheckAsync(_keys[0])).Outcome == Outcome.Granted, $"{Name}: with space again a check was not granted");
        report.Require(await last.TerminateAsync() == 0, $"{Name}: with space again the server did not end with 0");
    }

    private async Task FillUpAsync(SmallDisk disk, Ledger ledger, bool isFirst, Random random, Report report)
    {
        await using var server = await FlintServer.StartAsync(Flint, disk.Data.Path, $"--sync {Sync}");
        using var http = new FlintHttp(server.Url);
        if (isFirst)
            await Task.WhenAll(_keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
        else
            ledger.Settle(await http.CountedAsync(), report, $"{Name}, after space was regained");
        var callers = new Callers(http, Callers, _keys, ledger, random.Next(), answer => answer.Outcome == Outcome.Granted);
        var compactions = Compacts ? new CompactionLoop(http, TimeSpan.FromMilliseconds(100)) : null;
        await callers.AnsweredAsync(random.Next(50, 500));
        var filled = disk.Fill();
        await callers.Ended.WaitAsync(Patience);
        var compacted = compactions is null ? 0 : await compactions.EndedAsync();
        var (granted, failed) = (ledger.Answers(Outcome.Granted), ledger.Answers(Outcome.StorageFailed));
        report.Require(failed == Callers, $"{Name}: {failed} of {Callers} callers were told");
        var health = await AfterFailure.RequireAsync(server, http, ledger, _keys, Callers, Name, report);
        var code = await server.TerminateAsync();
        report.Say($"{Name}: filled with {filled:N0} bytes of another file; {granted} grants answered, {compacted} compactions, {Callers} callers told; {health}; SIGTERM: exit {code}");
    }

    // The log has to be written again after a failure, and there is no room for it.
    private async Task StartWhileFullAsync(SmallDisk disk, Report report)
    {
        disk.Fill();
        var before = Content(disk.Data);
        var watch = Stopwatch.StartNew();
        var ended = await Flint.RunAsync("limit", "list", "--data-dir", disk.Data.Path);
        report.Require(ended.Code == Failure && ended.Errors.Contains("No space left", StringComparison.OrdinalIgnoreCase), $"{Name}: on the full disk a start ended with {ended.Code} after {watch.Elapsed}: {ended.Errors}");
        var after = Content(disk.Data);
        report.Require(before.All(file => after.GetValueOrDefault(file.Key) == file.Value), $"{Name}: a start on the full disk changed the log");
        report.Say($"{Name}: a start on the full disk: exit {ended.Code}, {ended.Errors.Trim()}");
    }

    // The log and its snapshot; what is cut or in the making may be begun again.
    private static Dictionary<string, string> Content(DataDirectory data) => data.Names
        .Where(name => name is "flint.aof" or "flint.snapshot" || (name.StartsWith("flint.aof.", StringComparison.Ordinal) && char.IsAsciiDigit(name[^1]) && !name.Contains("torn", StringComparison.Ordinal)))
        .ToDictionary(name => name, name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(data.Path, name)))));
}
