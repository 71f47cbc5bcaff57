using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// One writer: a second process is refused and told by whom, whatever path it takes and even while the first stands still; the death of the holder frees the
/// directory at once, for exactly one of those who come for it together.
/// </summary>
internal sealed record TwoWritersCampaign(FlintProgram Flint)
{
    private const int Failure = 3;
    private const string Key = "held";

    public int Rounds { get; init; } = 5;

    /// <summary>How many servers start at the same time once the holder is dead.</summary>
    public int Rivals { get; init; } = 4;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        using var links = new DataDirectory();
        Directory.CreateDirectory(links.Path);
        var link = Directory.CreateSymbolicLink(Path.Combine(links.Path, "link"), directory.Path).FullName;
        string[] paths = [directory.Path, link, Path.Combine(directory.Path, ".")];
        var granted = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            await using (var holder = await FlintServer.StartAsync(Flint, paths[round % paths.Length]))
            {
                using var http = new FlintHttp(holder.Url);
                if (round == 0)
                    await http.LimitAsync(Key, 1_000);
                await RequireRefusedAsync(holder, paths, report, isTold: round == 0);
                Signals.Stop(holder.Process);
                await RequireRefusedAsync(holder, paths, report, isTold: false);
                Signals.Continue(holder.Process);
                granted += (await http.CheckAsync(Key)).Outcome == Outcome.Granted ? 1 : 0;
                Signals.Stop(holder.Process);
                await holder.KillAsync();
            }
            granted += await RaceAsync(paths, report);
            var check = await Flint.RunAsync("limit", "check", Key, "--data-dir", link);
            report.Require(check.Code == 0, $"after the kill the directory was refused: {check.Code} {check.Errors}");
            granted++;
        }
        var counted = (await directory.CountedAsync())[Key].Allowed;
        report.Require(granted == Rounds * 3 && counted == granted, $"{counted} grants counted, {granted} answered, {Rounds * 3} asked for");
        report.Say($"two-writers: {Rounds} rounds: refused by {paths.Length} paths while the holder ran and while it stood still; after SIGKILL one of {Rivals} rivals opened at once; {counted} grants answered, all counted");
    }

    private async Task RequireRefusedAsync(FlintServer holder, string[] paths, Report report, bool isTold)
    {
        string[][] lines = [["limit", "check", Key], ["limit", "list"], ["server", "start", "--bind", "127.0.0.1:0"]];
        for (var line = 0; line < lines.Length; line++)
        {
            var path = paths[line % paths.Length];
            var ended = await Flint.RunAsync([.. lines[line], "--data-dir", path]);
            report.Require(ended.Code == Failure, $"\"flint {string.Join(' ', lines[line])}\" on a held directory ended with {ended.Code}: {ended.Output}");
            foreach (var part in (string[])["data directory is already locked", holder.Process.Id.ToString(CultureInfo.InvariantCulture), holder.Url.ToString().TrimEnd('/')])
                report.Require(ended.Errors.Contains(part, StringComparison.Ordinal), $"the refusal does not name {part}: {ended.Errors}");
            if (isTold)
                report.Say($"two-writers: {string.Join(' ', lines[line])}: exit {ended.Code}, {ended.Errors.Trim()}");
        }
    }

    // How many grants were answered: one, by the one that opened.
    private async Task<long> RaceAsync(string[] paths, Report report)
    {
        var rivals = Enumerable.Range(0, Rivals).Select(rival => StartAsync(paths[rival % paths.Length], report)).ToArray();
        await Task.WhenAll(rivals);
        var (writers, granted) = (0, 0L);
        foreach (var rival in rivals)
        {
            if (await rival is not { } writer)
                continue;
            writers++;
            using var http = new FlintHttp(writer.Url);
            granted += (await http.CheckAsync(Key)).Outcome == Outcome.Granted ? 1 : 0;
            await writer.DisposeAsync();
        }
        report.Require(writers == 1, $"{writers} of {Rivals} rivals opened the directory");
        return granted;
    }

    // Null: it was refused.
    private async Task<FlintServer?> StartAsync(string path, Report report)
    {
        try
        {
            return await FlintServer.StartAsync(Flint, path);
        }
        catch (ServerEndedException ended)
        {
            report.Require(ended.Code == Failure && ended.Said.Contains("data directory is already locked", StringComparison.Ordinal), $"a rival ended with {ended.Code}: {ended.Said}");
            return null;
        }
    }
}
