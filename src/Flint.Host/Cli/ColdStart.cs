using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Host.Cli;

/// <summary>
/// What a process that lives for one answer would wait for at its end, made ready while the command line is read and the directory opened: .NET loads,
/// and unless it is published standalone compiles, the writing of JSON and to the console at its first use.
/// </summary>
internal static class ColdStart
{
    private static readonly CheckResult Sample = new("", Allowed: true, Cost: 1, Limit: 1, Remaining: 0, DateTimeOffset.UnixEpoch, RetryAfter: null, Algorithm.TokenBucket);

    /// <summary>Begins on another thread; nothing is written.</summary>
    public static void Begin() => ThreadPool.UnsafeQueueUserWorkItem(static _ => MakeReady(), null);

    // By a stream of its own: the program may be through before this is.
    private static void MakeReady()
    {
        try
        {
            JsonSerializer.Serialize(CheckReply.From(Sample), FlintJson.Indented.CheckReply);
            using var output = Console.OpenStandardOutput();
            output.Write([]);
        }
        catch
        {
            // Whoever has an answer to write meets it there.
        }
    }
}
