using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>template list</c></summary>
internal static class TemplateList
{
    public static Command Create(Session session)
    {
        var command = new Verb(
            "list",
            "Show every template.",
            "flint template list");
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                TemplateReply[] templates = [.. (await limiter.TemplatesAsync(ct)).Select(TemplateReply.From)];
                session.Printer(line).Value(templates, FlintJson.Indented.IReadOnlyListTemplateReply, Tables.Templates);
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
