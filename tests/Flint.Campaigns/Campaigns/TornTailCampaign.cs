using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>A log of a killed server, cut at every byte of its end: it opens, holds every complete group, and goes on.</summary>
internal sealed record TornTailCampaign(FlintProgram Flint, int Seed)
{
    private const string Key = "torn";

    /// <summary>How many of the last used bytes are cut, each in turn.</summary>
    public int Cuts { get; init; } = 400;

    /// <summary>Every so manyth of them.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Rounds of clean close, open, write, kill, cut, open.</summary>
    public int Rounds { get; init; } = 10;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        var ends = await WriteAndKillAsync(directory);
        report.Require(ends[^1] == directory.UsedBytes(), "the kill changed the log");
        var tried = 0;
        for (var cut = Stride; cut <= Cuts; cut += Stride, tried++)
            await CutAsync(directory, ends, ends[^1] - cut, report);
        report.Say($"torn-tail: {tried} cuts within the last {Cuts} of {ends[^1]} used bytes ({ends.Count} acknowledged groups, the last of {ends[^1] - ends[^2]} bytes): each opened, checked, was left as by a kill, opened again");
        await RoundsAsync(report);
    }

    // One caller in always: each grant is a group of its own, and where it ends is read from outside once it is answered.
    private async Task<List<long>> WriteAndKillAsync(DataDirectory directory)
    {
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, "--sync always");
        using var http = new FlintHttp(server.Url);
        await http.LimitAsync(Key, 1_000_000);
        var ends = new List<long> { directory.UsedBytes() };
        for (var check = 0; check < 25; check++)
        {
            var answer = await http.CheckAsync(Key);
            if (answer.Outcome != Outcome.Granted)
                throw new InvalidOperationException($"a check was answered {answer}");
            ends.Add(directory.UsedBytes());
        }
        await server.KillAsync();
        return ends;
    }

    private static async Task CutAsync(DataDirectory directory, List<long> ends, long length, Report report)
    {
        var name = $"cut to {length}";
        var whole = ends.FindLastIndex(end => end <= length);
        using var cut = directory.Copy();
        cut.CutLog(length);
        DataDirectory? killed = null;
        try
        {
            await using (var limiter = await Limiter.OpenAsync(cut.Path))
            {
                var counted = (await DataDirectory.CountedAsync(limiter))[Key].Allowed;
                report.Require(counted == whole, $"{name}: {counted} grants, {whole} complete groups");
                var torn = cut.Names.Count(file => file.StartsWith("flint.aof.torn-", StringComparison.Ordinal));
                report.Require(torn == (ends[whole] == length ? 0 : 1), $"{name}: {torn} files of torn bytes");
                report.Require(await limiter.AllowAsync(Key), $"{name}: a new check was denied");
                killed = cut.Copy();
            }

            // Closed cleanly, and as a SIGKILL right after the check would have left it.
            foreach (var left in (DataDirectory[])[cut, killed])
            {
                var counted = (await left.CountedAsync())[Key].Allowed;
                report.Require(counted == whole + 1, $"{name}: {counted} grants after one more than {whole}");
            }
        }
        catch (FlintException e)
        {
            report.Require(false, $"{name}: {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            killed?.Dispose();
        }
    }

    private async Task RoundsAsync(Report report)
    {
        using var directory = new DataDirectory();
        var random = new Random(Seed);
        var cuts = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var sync = round % 2 == 0 ? "always" : "batch";
            await WriteAsync(directory, sync, random, server => server.TerminateAsync());
            await WriteAsync(directory, sync, random, server => server.KillAsync());
            cuts.Add(random.Next(1, 600));
            directory.CutLog(Math.Max(1, directory.UsedBytes() - cuts[^1]));
        }
        var counted = (await directory.CountedAsync())[Key].Allowed;
        report.Require(counted > 0, "nothing is counted after the rounds");
        report.Say($"torn-tail: {Rounds} rounds of clean end, kill and cuts of {string.Join(' ', cuts)} bytes, seed {Seed}: never refused; {counted} grants counted, {directory.Names.Count} files");
    }

    private async Task WriteAsync(DataDirectory directory, string sync, Random random, Func<FlintServer, Task> end)
    {
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {sync}");
        using var http = new FlintHttp(server.Url);
        await http.LimitAsync(Key, 1_000_000);
        var callers = new Callers(http, 8, [Key], new Ledger([Key]), random.Next());
        await callers.AnsweredAsync(50);
        await end(server);
        await callers.Ended;
    }
}
