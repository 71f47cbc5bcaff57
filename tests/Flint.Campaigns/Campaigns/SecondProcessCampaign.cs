using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>One writer: a second process is refused and told by whom; the death of the holder frees the directory at once.</summary>
internal sealed record SecondProcessCampaign(FlintProgram Flint)
{
    private const int Failure = 3;

    public int Rounds { get; init; } = 5;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        for (var round = 0; round < Rounds; round++)
        {
            await using var holder = await FlintServer.StartAsync(Flint, directory.Path);
            if (round == 0)
            {
                using var http = new FlintHttp(holder.Url);
                await http.LimitAsync("held", 1_000);
            }
            foreach (var line in (string[][])[["limit", "check", "held"], ["limit", "list"], ["server", "start", "--bind", "127.0.0.1:0"]])
            {
                var ended = await Flint.RunAsync([.. line, "--data-dir", directory.Path]);
                report.Require(ended.Code == Failure, $"\"flint {string.Join(' ', line)}\" on a held directory ended with {ended.Code}: {ended.Output}");
                foreach (var part in (string[])[directory.Path, holder.Process.Id.ToString(CultureInfo.InvariantCulture), holder.Url.ToString().TrimEnd('/')])
                    report.Require(ended.Errors.Contains(part, StringComparison.Ordinal), $"the refusal does not name {part}: {ended.Errors}");
                if (round == 0)
                    report.Say($"second-process: {string.Join(' ', line)}: exit {ended.Code}, {ended.Errors.Trim()}");
            }
            await holder.KillAsync();
            var check = await Flint.RunAsync("limit", "check", "held", "--data-dir", directory.Path);
            report.Require(check.Code == 0, $"after the kill the directory was refused: {check.Code} {check.Errors}");
        }
        var counted = (await directory.CountedAsync())["held"].Allowed;
        report.Require(counted == Rounds, $"{counted} grants counted of {Rounds}");
        report.Say($"second-process: {Rounds} rounds, refused while held, opened at once after SIGKILL");
    }
}
