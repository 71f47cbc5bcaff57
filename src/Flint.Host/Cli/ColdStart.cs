using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Host.Cli;

/// <summary>
/// What a process that lives for one answer would wait for at its end, made ready while the directory is opened: .NET loads, and unless it is
/// published standalone compiles, the writing of JSON at its first use.
/// </summary>
internal static class ColdStart
{
    private static readonly CheckResult Sample = new("", Allowed: true, Cost: 1, Limit: 1, Remaining: 0, DateTimeOffset.UnixEpoch, RetryAfter: null, Algorithm.TokenBucket);

    /// <summary>Begins on another thread.</summary>
    public static void Begin() =>
        ThreadPool.UnsafeQueueUserWorkItem(static _ => JsonSerializer.Serialize(CheckReply.From(Sample), FlintJson.Indented.CheckReply), null);
}
