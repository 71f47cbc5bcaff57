using System.CommandLine;
using Flint.Host.Cli.Output;
using Flint.Host.Http;
using Microsoft.Extensions.Configuration;

namespace Flint.Host.Cli;

/// <summary>What a verb works with: the console, and the limiter of the directory or the server that the command line names.</summary>
internal sealed class Session(CliConsole console, ILimiterSource limiters, IConfiguration environment)
{
    /// <summary>The options that belong to every verb.</summary>
    public GlobalOptions Options { get; } = new();

    /// <summary>Where the program writes.</summary>
    public CliConsole Console => console;

    /// <summary>The environment's variables; <c>__</c> in a name is <c>:</c> here.</summary>
    public IConfiguration Environment => environment;

    /// <summary>The token of the command line, else of the environment, or null.</summary>
    public string? Token(ParseResult line) => line.GetValue(Options.Token) ?? environment[GlobalOptions.TokenVariable];

    /// <summary>Writes as this command line asks for.</summary>
    public Printer Printer(ParseResult line) => new(console.Out, AsJson: line.GetValue(Options.Json), AsTable: console.IsTerminal, InColor: console.HasColors);

    /// <summary>Does long work; a person who watches is shown that it goes on.</summary>
    public Task<T> ShowAsync<T>(ParseResult line, string what, Func<Task<T>> work) =>
        console.HasColors && !line.GetValue(Options.Json) ? ProgressBar.ShowAsync(console.Out, what, work) : work();

    /// <inheritdoc cref="ShowAsync{T}"/>
    public Task ShowAsync(ParseResult line, string what, Func<ValueTask> work) => ShowAsync(
        line,
        what,
        async () =>
        {
            await work();
            return true;
        });

    /// <summary>The directory that the command line names, or null: the default of <c>hocon/flint.conf</c>.</summary>
    /// <exception cref="UsageException">It names nothing.</exception>
    public string? DataDirectory(ParseResult line) => line.GetValue(Options.DataDirectory) switch
    {
        { } named when string.IsNullOrWhiteSpace(named) => throw new UsageException("--data-dir must name a directory"),
        var given => given,
    };

    /// <summary>Works with the limiter of the server, or of a directory that is there.</summary>
    /// <exception cref="NoDataDirectoryException">It is not there.</exception>
    public async Task<int> WithLimiterAsync(ParseResult line, Func<ILimiter, Task<int>> work, CancellationToken ct)
    {
        if (line.GetValue(Options.Server) is { } server)
            return await WithServerAsync(line, server, work);
        RequireDataDirectory(line);
        return await WithNewLimiterAsync(line, work, ct);
    }

    /// <summary>As <see cref="WithLimiterAsync"/>, but a directory that is missing is created.</summary>
    public async Task<int> WithNewLimiterAsync(ParseResult line, Func<ILimiter, Task<int>> work, CancellationToken ct)
    {
        if (line.GetValue(Options.Server) is { } server)
            return await WithServerAsync(line, server, work);
        try
        {
            await using var opened = await OpenAsync(line, sync: null, ct);
            return await work(opened.Limiter);
        }
        catch (DataDirectoryLockedException e) when (e.ServerUrl is { } holder)
        {
            // Errors are kept in logs: a token must not stand in one.
            var how = line.GetValue(Options.Token) is null ? "ask it" : "ask it with the same --token";
            throw new HeldByServerException(e, $"{how}: {CommandLineText.Asking(holder, line, Options.DataDirectory, Options.Token)}");
        }
    }

    /// <summary>As <see cref="OpenAsync"/>, for a server: where another serves the directory, its clients are who is meant.</summary>
    public async Task<OpenLimiter> OpenToServeAsync(ParseResult line, SyncMode? sync, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(line, sync, ct);
        }
        catch (DataDirectoryLockedException e) when (e.ServerUrl is { } holder)
        {
            throw new HeldByServerException(e, $"one server serves a directory, its clients use --server {holder}");
        }
    }

    private async Task<OpenLimiter> OpenAsync(ParseResult line, SyncMode? sync, CancellationToken ct)
    {
        RequireNoFile(line);
        var opened = await limiters.OpenAsync(DataDirectory(line), sync, ct);
        foreach (var note in opened.Notes ?? [])
            CliFailure.Write(note, console.Error);
        return opened;
    }

    /// <summary>Has the server look at its directory, or looks at one that is there, whoever may hold it, and changes nothing.</summary>
    /// <exception cref="NoDataDirectoryException">It is not there.</exception>
    public async Task<DoctorReport> ExamineAsync(ParseResult line, CancellationToken ct)
    {
        if (line.GetValue(Options.Server) is { } server)
            return await WithServerAsync(line, server, async limiter => await limiter.DoctorAsync(ct));
        RequireDataDirectory(line);
        return await limiters.ExamineAsync(DataDirectory(line), ct);
    }

    /// <summary>Cuts from the directory's log what opening would cut, and says what that was.</summary>
    /// <exception cref="NoDataDirectoryException">It is not there.</exception>
    public async Task CutTornTailAsync(ParseResult line, CancellationToken ct)
    {
        if (line.GetValue(Options.Server) is not null)
            throw new UsageException("a server has cut what was torn when it opened its directory: --fix is for one that nobody holds");
        RequireDataDirectory(line);
        foreach (var note in await limiters.CutTornTailAsync(DataDirectory(line), ct))
            CliFailure.Write(note, console.Error);
    }

    private void RequireDataDirectory(ParseResult line)
    {
        RequireNoFile(line);
        var directory = DataDirectory(line) ?? limiters.DefaultDataDirectory;
        if (!Directory.Exists(directory))
            throw new NoDataDirectoryException(directory);
    }

    private void RequireNoFile(ParseResult line)
    {
        var directory = DataDirectory(line) ?? limiters.DefaultDataDirectory;
        if (File.Exists(directory))
            throw NoDataDirectoryException.ItIsAFile(directory);
    }

    private async Task<T> WithServerAsync<T>(ParseResult line, string server, Func<ILimiter, Task<T>> work)
    {
        if (line.GetValue(Options.DataDirectory) is not null)
            throw new UsageException("--server and --data-dir cannot stand together");
        await using var limiter = Connect(server, Token(line));
        return await work(limiter);
    }

    private static SharedLimiter Connect(string server, string? token)
    {
        if (token is not null)
            BearerToken.RequireSendable(token);
        try
        {
            return new SharedLimiter(server, token);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--server \"{server}\" is no address: write one such as http://127.0.0.1:7878");
        }
    }
}
