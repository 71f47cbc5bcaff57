using System.CommandLine;
using System.CommandLine.Invocation;
using Flint.Host.Cli.Verbs;
using Microsoft.Extensions.Configuration;

namespace Flint.Host.Cli;

/// <summary>The program without its process: arguments in, text and an exit code out.</summary>
internal sealed class FlintProgram(CliConsole console, ILimiterSource limiters, IConfiguration environment)
{
    // A key is data: "@name" is no response file, "-abc" no bundle of switches.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="stop">Asks a server to stop and gives any other verb up.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken stop)
    {
        try
        {
            var line = Program(new Session(console, limiters, environment)).Parse(args, Parsing);
            if (line.Action is ParseErrorAction)
                return Misused(line);

            // Signals, exceptions and exit codes are ours, not the parser's.
            return await line.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = console.Out,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                stop);
        }
        catch (Exception e)
        {
            return CliFailure.Report(e, console.Error);
        }
    }

    private static RootCommand Program(Session session)
    {
        var program = Commands(session);
        HelpWithExamples.ShowIn(program, "flint limit add api:user-42 --rate 100 --per 1m", "flint limit check api:user-42", "flint server start");
        return program;
    }

    private static RootCommand Commands(Session session) => new("Persistent rate limiting: limits and their counters in a directory.")
    {
        session.Options.DataDirectory,
        session.Options.Server,
        session.Options.Token,
        session.Options.Json,
        new Command("limit", "Configure limits, spend from them and look at them.")
        {
            LimitAdd.Create(session),
            LimitList.Create(session),
            LimitStatusVerb.Create(session),
            LimitCheck.Create(session),
            LimitCheckAll.Create(session),
            LimitCheck.CreatePeek(session),
            LimitHistory.Create(session),
            LimitTop.Create(session),
            LimitReset.Create(session),
            LimitRemove.Create(session),
        },
        new Command("template", "Limits for keys that have none of their own.") { TemplateAdd.Create(session), TemplateList.Create(session), TemplateRemove.Create(session) },
        new Command("log", "Look after the log.") { LogFlush.Create(session), LogCompact.Create(session) },
        DoctorVerb.Create(session),
        Completions.Create(session),
        new Command("server", "Share limits with other processes.") { ServerStart.Create(session) },
    };

    private int Misused(ParseResult line)
    {
        foreach (var error in line.Errors)
            CliFailure.Write(error.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal), console.Error); // the parser writes lists
        CliFailure.Write("\"--help\" after any command says what it takes", console.Error);
        return ExitCode.Usage;
    }
}
