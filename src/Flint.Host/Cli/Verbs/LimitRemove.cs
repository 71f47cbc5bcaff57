using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit remove KEY | --prefix P</c></summary>
internal static class LimitRemove
{
    public static Command Create(Session session)
    {
        var key = new Argument<string?>("KEY") { Description = "The key to take the limit from.", Arity = ArgumentArity.ZeroOrOne };
        var prefix = new Option<string?>("--prefix") { Description = "Instead of a key: every key that starts with this.", HelpName = "P" };
        var command = new Verb(
            "remove",
            "Take the limit from a key, or from all keys with a prefix.",
            "flint limit remove api:user-42",
            "flint limit remove --prefix login:") { key, prefix };
        command.SetAction((line, ct) =>
        {
            var (one, all) = (line.GetValue(key), line.GetValue(prefix));
            if (one is null == all is null)
                throw new UsageException("give a KEY or --prefix");
            return session.WithLimiterAsync(line, limiter => one is null ? PurgeAsync(limiter, all!) : RemoveAsync(limiter, one), ct);

            async Task<int> RemoveAsync(ILimiter limiter, string named)
            {
                if (!await limiter.RemoveAsync(named, ct))
                    throw new LimitNotConfiguredException(named);
                session.Printer(line).Word("removed");
                return ExitCode.Done;
            }

            async Task<int> PurgeAsync(ILimiter limiter, string start)
            {
                session.Printer(line).Value(new RemovedReply(true, await limiter.PurgeAsync(start, ct)), FlintJson.Indented.RemovedReply, _ => null);
                return ExitCode.Done;
            }
        });
        return command;
    }
}
