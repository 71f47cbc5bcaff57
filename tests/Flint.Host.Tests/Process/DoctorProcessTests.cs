using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Flint.Campaigns.Support;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Host.Tests.Process;

/// <summary>The doctor as a program of its own, beside a server that is at work.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DoctorProcessTests
{
    private readonly FlintProgram _flint = FlintProgram.Built();

    [Fact]
    public async Task Doctor_beside_a_server_that_writes_should_find_it_sound_and_say_who_serves()
    {
        using var directory = new DataDirectory();
        await using var server = await FlintServer.StartAsync(_flint, directory.Path);
        using var http = new FlintHttp(server.Url);
        await http.LimitAsync("k", 1_000_000);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await http.CheckAsync("k");
        })).ToArray();

        for (var i = 0; i < 3; i++)
        {
            var ended = await _flint.RunAsync("doctor", "--data-dir", directory.Path);

            Assert.Equal((0, ""), (ended.Code, ended.Errors));
            var report = JsonSerializer.Deserialize(ended.Output, FlintJson.Wire.DoctorReply)!;
            Assert.Equal((true, 1L, null, null), (report.Ok, report.Limits, report.Damage, report.TornTail));
            Assert.Equal(new HolderReply(server.Process.Id, server.Url.ToString().TrimEnd('/')), report.HeldBy);
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task Files_should_be_the_owners_alone_whatever_the_umask_allows()
    {
        using var directory = new DataDirectory();
        var nested = Path.Combine(directory.Path, "deep", "data");
        var shell = new ProcessStartInfo("/bin/sh", ["-c", "umask 0; exec \"$0\" \"$@\"", _flint.Path, "limit", "add", "k", "--rate", "5", "--per", "1s", "--data-dir", nested]) { RedirectStandardOutput = true };
        using (var add = System.Diagnostics.Process.Start(shell)!)
        {
            await add.WaitForExitAsync();
            Assert.Equal(0, add.ExitCode);
        }

        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All([directory.Path, Path.GetDirectoryName(nested)!, nested], path => Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(path)));
        Assert.NotEmpty(Directory.GetFiles(nested));
        Assert.All(Directory.GetFiles(nested), file => Assert.Equal(own, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Doctor_after_a_kill_should_name_what_is_torn_and_cut_it_when_told_to()
    {
        using var directory = new DataDirectory();
        await using (var server = await FlintServer.StartAsync(_flint, directory.Path))
        {
            using var http = new FlintHttp(server.Url);
            await http.LimitAsync("k", 1_000_000);
            await http.CheckAsync("k");
            await server.KillAsync();
        }
        var log = Path.Combine(directory.Path, "flint.aof");
        var end = File.ReadAllBytes(log).AsSpan().LastIndexOfAnyExcept((byte)'\n') + 2;
        using (var file = new FileStream(log, FileMode.Open, FileAccess.Write))
        {
            file.Position = end;
            file.Write("{\"pid\":"u8);
        }

        var torn = await _flint.RunAsync("doctor", "--data-dir", directory.Path);
        Assert.Equal((0, ""), (torn.Code, torn.Errors));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"offset\": {end},"), torn.Output, StringComparison.Ordinal);
        var cut = await _flint.RunAsync("doctor", "--fix", "--data-dir", directory.Path);
        Assert.Equal(0, cut.Code);
        Assert.Contains("they are kept in flint.aof.torn-1", cut.Errors, StringComparison.Ordinal);
        Assert.Contains("\"torn_tail\": null", cut.Output, StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(log + ".1");
        bytes[60] ^= 1;
        File.WriteAllBytes(log + ".1", bytes);
        var damaged = await _flint.RunAsync("doctor", "--fix", "--data-dir", directory.Path);
        Assert.Equal(3, damaged.Code);
        Assert.StartsWith("flint: corrupt storage: flint.aof.1, line 1, byte 0:", damaged.Errors, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(log + ".1"));
        Assert.Equal(4, (await _flint.RunAsync("doctor", "--data-dir", Path.Combine(directory.Path, "none"))).Code);
    }
}
