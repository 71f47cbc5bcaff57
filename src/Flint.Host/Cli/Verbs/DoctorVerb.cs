using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>doctor [--fix]</c></summary>
internal static class DoctorVerb
{
    public static Command Create(Session session)
    {
        var fix = new Option<bool>("--fix") { Description = "Cut what a crash has left unfinished at the end of the log, as opening would, after copying it to flint.aof.torn-N." };
        var command = new Verb(
            "doctor",
            "Look at a data directory, also while a server holds it, and change nothing; exit code 3 if it is damaged.",
            "flint doctor",
            "flint doctor --data-dir /mnt/backup/flint --json",
            "flint doctor --fix") { fix };
        command.SetAction(async (line, ct) =>
        {
            if (line.GetValue(fix))
                await session.CutTornTailAsync(line, ct);
            var report = await session.ShowAsync(line, "reading the directory", () => session.ExamineAsync(line, ct));
            session.Printer(line).Value(DoctorReply.From(report), FlintJson.Indented.DoctorReply, Tables.Doctor);
            if (report.Ok)
                return ExitCode.Done;
            CliFailure.Write(Why(report), session.Console.Error);
            return ExitCode.Failure;
        });
        return command;
    }

    private static string Why(DoctorReport report) => report.Damage switch
    {
        null => report.LastSyncError ?? "not sound",
        { File: null } damage => damage.Reason,
        var other when report.FormatVersion is null => other.ToString(), // a newer version's: nothing is wrong with it
        var damage => $"corrupt storage: {damage}",
    };
}
