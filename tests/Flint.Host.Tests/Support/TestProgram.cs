using Flint.Host.Cli;
using Microsoft.Extensions.Configuration;

namespace Flint.Host.Tests.Support;

/// <summary>The program over the fake limiter: what it wrote and how it ended.</summary>
internal sealed class TestProgram
{
    public FakeLimiters Source { get; } = new();

    public FakeLimiter Limiter => Source.Limiter;

    public Dictionary<string, string> Environment { get; } = [];

    public bool IsTerminal { get; set; }

    public bool HasColors { get; set; }

    public Task<Ended> RunAsync(params string[] args) => RunAsync(args, TextWriter.Null, default);

    /// <summary>As the other, with one more reader of what the program writes to its output.</summary>
    public async Task<Ended> RunAsync(string[] args, TextWriter watcher, CancellationToken stop)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var console = new CliConsole(ReferenceEquals(watcher, TextWriter.Null) ? output : watcher, errors, IsTerminal, HasColors);
        var environment = new ConfigurationBuilder().AddInMemoryCollection(Environment!).Build();
        var code = await new FlintProgram(console, Source, environment).RunAsync(args, stop);
        return new Ended(code, output.ToString(), errors.ToString());
    }
}

/// <summary>How the program ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    public void ShouldPrint(string output, int code = ExitCode.Done) => Assert.Equal((code, output, ""), (Code, Output, Errors));

    public void ShouldFail(int code, string error)
    {
        Assert.Equal((code, ""), (Code, Output));
        Assert.StartsWith("flint: ", Errors, StringComparison.Ordinal);
        Assert.Contains(error, Errors, StringComparison.Ordinal);
        Assert.All(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("flint: ", line, StringComparison.Ordinal));
    }
}
