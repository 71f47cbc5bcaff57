using System.Diagnostics;
using System.Runtime.Versioning;
using Flint.Host.Cli;
using Flint.Host.Tests.Support;
using Microsoft.Extensions.Configuration;
using DataDirectory = Flint.Campaigns.Support.DataDirectory;

namespace Flint.Host.Tests.Cli;

/// <summary>The examples in the help: a shell reads them as it would a user's, and the program does what it has read, on a real directory and a real server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HelpExamplesTests : IDisposable
{
    private const string Server = "http://127.0.0.1:7878";

    private readonly DataDirectory _directory = new();
    private readonly DataDirectory _elsewhere = new();

    public void Dispose()
    {
        _directory.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task Every_verb_should_show_one_to_three_examples_of_itself()
    {
        var helps = await HelpsAsync();

        Assert.Superset(
            new HashSet<string> { "limit add", "limit check", "limit check-all", "template add", "log compact", "doctor", "completions", "server start" },
            helps.Select(help => help.Verb).ToHashSet());
        Assert.All(helps.Where(help => help.IsVerb), help =>
        {
            Assert.InRange(help.Examples.Count, 1, 3);
            Assert.All(help.Examples, example => Assert.Contains(help.Verb, example, StringComparison.Ordinal));
        });
        Assert.InRange(helps.Single(help => help.Verb == "").Examples.Count, 1, 3);
    }

    [Fact]
    public async Task Every_example_should_work_as_it_is_shown()
    {
        using var stop = new CancellationTokenSource();
        var listening = new FirstLine();
        var serving = RunAsync(["server", "start", "--bind", "127.0.0.1:0", "--data-dir", _elsewhere.Path], listening, stop.Token);
        var server = (await listening.Task).Split(' ')[^1];
        var tokens = Path.Combine(_elsewhere.Path, "tokens");
        await File.WriteAllTextAsync(tokens, "s3cret\n");

        foreach (var example in (await HelpsAsync()).SelectMany(help => help.Examples))
        {
            string[] words = [.. (await WordsAsync(example)).Select(word => word switch
            {
                Server => server,
                "0.0.0.0:7878" => "127.0.0.1:0",
                "/etc/flint/tokens" => tokens,
                ['/', ..] => _directory.Path,
                _ => word,
            })];
            var ended = words.Contains("start") ? await ServeAsync(words) : await RunAsync(Here(words), new StringWriter(), default);

            Assert.Equal((example, ExitCode.Done, ""), (example, ended.Code, ended.Errors));
        }
        await stop.CancelAsync();
        Assert.Equal((ExitCode.Done, ""), (await serving is var end) ? (end.Code, end.Errors) : default);
    }

    /// <summary>Starts a server where no other is, and stops it once it serves.</summary>
    private async Task<Ended> ServeAsync(string[] words)
    {
        using var stop = new CancellationTokenSource();
        var listening = new FirstLine();
        var running = RunAsync(Here(words.Contains("--bind") ? words : [.. words, "--bind", "127.0.0.1:0"]), listening, stop.Token);
        await Task.WhenAny(listening.Task, running);
        await stop.CancelAsync();
        return await running;
    }

    private string[] Here(string[] words) => words.Intersect(["--server", "--data-dir", "completions"]).Any() ? words : [.. words, "--data-dir", _directory.Path];

    private static async Task<Ended> RunAsync(string[] words, TextWriter output, CancellationToken stop)
    {
        var errors = new StringWriter { NewLine = "\n" };
        var code = await new FlintProgram(new CliConsole(output, errors, IsTerminal: false), new EmbeddedLimiters(), new ConfigurationBuilder().Build()).RunAsync(words, stop);
        return new Ended(code, output.ToString()!, errors.ToString());
    }

    /// <summary>The words behind "flint", as a shell hands them over that runs the whole line.</summary>
    private static async Task<string[]> WordsAsync(string example)
    {
        const string flint = "flint() { printf '%s\\n' \"$@\" >&3; }\n";
        var start = new ProcessStartInfo("bash", ["-c", $"{flint}{{ {example}\n}} 3>&1 >/dev/null"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = System.Diagnostics.Process.Start(start)!;
        var (words, complaints) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.Equal((example, 0, ""), (example, shell.ExitCode, await complaints));
        return (await words).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The help of the program and of every command below it, in the order it lists them.</summary>
    private static async Task<List<Help>> HelpsAsync(string verb = "")
    {
        var ended = await new TestProgram().RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        string[] below = [.. Section(ended.Output, "Commands:").Select(line => line.Split(' ')[0])];
        var helps = new List<Help> { new(verb, below.Length == 0, [.. Section(ended.Output, "Examples:")]) };
        foreach (var command in below)
            helps.AddRange(await HelpsAsync($"{verb} {command}".Trim()));
        return helps;
    }

    private static IEnumerable<string> Section(string help, string title) =>
        help.Split('\n').SkipWhile(line => line != title).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim());

    private sealed record Help(string Verb, bool IsVerb, IReadOnlyList<string> Examples);
}
