using System.CommandLine;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli;

/// <summary>What a verb works with: the console, the data directory of the command line and the limiter on it.</summary>
internal sealed class Session(CliConsole console, ILimiterSource limiters, Func<string, string?> environment)
{
    /// <summary>The options that belong to every verb.</summary>
    public GlobalOptions Options { get; } = new();

    /// <summary>Where the program writes.</summary>
    public CliConsole Console => console;

    /// <summary>The value of an environment variable, or null.</summary>
    public string? Environment(string name) => environment(name);

    /// <summary>Writes as this command line asks for.</summary>
    public Printer Printer(ParseResult line) => new(console.Out, AsJson: line.GetValue(Options.Json), AsTable: console.IsTerminal);

    /// <summary>The directory that the command line names, or null: the default of <c>hocon/flint.conf</c>.</summary>
    /// <exception cref="UsageException">It names nothing.</exception>
    public string? DataDirectory(ParseResult line) => line.GetValue(Options.DataDirectory) switch
    {
        { } named when string.IsNullOrWhiteSpace(named) => throw new UsageException("--data-dir must name a directory"),
        var given => given,
    };

    /// <summary>Opens the limiter of a directory that is there, works with it and flushes.</summary>
    /// <exception cref="NoDataDirectoryException">It is not there.</exception>
    public async Task<int> WithLimiterAsync(ParseResult line, Func<ILimiter, Task<int>> work, CancellationToken ct)
    {
        var directory = DataDirectory(line) ?? limiters.DefaultDataDirectory;
        if (!Directory.Exists(directory) && !File.Exists(directory))
            throw new NoDataDirectoryException(directory);
        return await WithNewLimiterAsync(line, work, ct);
    }

    /// <summary>As <see cref="WithLimiterAsync"/>, but a directory that is missing is created.</summary>
    public async Task<int> WithNewLimiterAsync(ParseResult line, Func<ILimiter, Task<int>> work, CancellationToken ct)
    {
        await using var opened = await OpenAsync(line, sync: null, ct);
        return await work(opened.Limiter);
    }

    /// <summary>Opens the limiter of the command line's directory, and says what a person should hear of it.</summary>
    public async Task<OpenLimiter> OpenAsync(ParseResult line, SyncMode? sync, CancellationToken ct)
    {
        var opened = await limiters.OpenAsync(DataDirectory(line), sync, ct);
        foreach (var note in opened.Notes ?? [])
            CliFailure.Write(note, console.Error);
        return opened;
    }
}
