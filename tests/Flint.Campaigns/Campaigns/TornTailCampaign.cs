using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>A log of a killed server, cut at every byte of its end: servers open it, hold every complete group, keep what they cut, go on and are killed again.</summary>
internal sealed record TornTailCampaign(FlintProgram Flint, int Seed)
{
    private const string Key = "torn";
    private const string TornName = "flint.aof.torn-1";

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
        var cuts = Enumerable.Range(1, Cuts).Where(cut => cut % Stride == 0).ToArray();
        await Parallel.ForEachAsync(cuts, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (cut, _) =>
            await report.GuardAsync(() => CutAsync(directory, ends, ends[^1] - cut, report)));
        report.Say($"torn: {cuts.Length} cuts within the last {Cuts} of {ends[^1]} used bytes ({ends.Count - 1} acknowledged groups, the last of {ends[^1] - ends[^2]} bytes): each opened, checked, killed, opened, checked, killed, opened");
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
            await GrantAsync(http);
            ends.Add(directory.UsedBytes());
        }
        await server.KillAsync();
        return ends;
    }

    private async Task CutAsync(DataDirectory directory, List<long> ends, long length, Report report)
    {
        var name = $"cut to {length}";
        var whole = ends.FindLastIndex(end => end <= length);
        using var cut = directory.Copy();
        cut.CutLog(length);
        var torn = (await File.ReadAllBytesAsync(cut.Log))[(int)ends[whole]..];

        var errors = await CheckAndKillAsync(cut, whole, name, report);
        report.Require(cut.Names.Contains(TornName) == (torn.Length > 0), $"{name}: {torn.Length} bytes were torn, and there are {string.Join(' ', cut.Names)}");
        report.Require(errors.Contains(TornName, StringComparison.Ordinal) == (torn.Length > 0), $"{name}: {torn.Length} bytes were torn, and the server said: {errors}");
        if (cut.Names.Contains(TornName))
            report.Require((await File.ReadAllBytesAsync(Path.Combine(cut.Path, TornName))).AsSpan().SequenceEqual(torn), $"{name}: {TornName} is not what was cut");

        await CheckAndKillAsync(cut, whole + 1, name, report);
        var counted = (await cut.CountedAsync())[Key].Allowed;
        report.Require(counted == whole + 2, $"{name}: {counted} grants after two more than {whole}");
    }

    // What the server said.
    private async Task<string> CheckAndKillAsync(DataDirectory directory, long expected, string name, Report report)
    {
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, "--sync always");
        using var http = new FlintHttp(server.Url);
        var counted = (await http.CountedAsync())[Key].Allowed;
        report.Require(counted == expected, $"{name}: {counted} grants, {expected} complete groups");
        await GrantAsync(http);
        await server.KillAsync();
        return server.Errors;
    }

    private static async Task GrantAsync(FlintHttp http)
    {
        var answer = await http.CheckAsync(Key);
        if (answer.Outcome != Outcome.Granted)
            throw new InvalidOperationException($"a check was answered {answer}");
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
        report.Say($"torn: {Rounds} rounds of clean end, kill and cuts of {string.Join(' ', cuts)} bytes, seed {Seed}: never refused; {counted} grants counted, {directory.Names.Count} files");
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
