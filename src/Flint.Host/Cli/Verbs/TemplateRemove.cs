using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>template remove PATTERN</c></summary>
internal static class TemplateRemove
{
    public static Command Create(Session session)
    {
        var pattern = new Argument<string>("PATTERN") { Description = "The pattern, exactly as it was given." };
        var command = new Verb(
            "remove",
            "Take a template away; its keys take the next one that matches, or have no limit any more.",
            "flint template remove 'ip:*'") { pattern };
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                var name = line.GetRequiredValue(pattern);
                if (!await limiter.RemoveTemplateAsync(name, ct))
                    throw new NoTemplateException(name);
                session.Printer(line).Word("removed");
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
