using System.Globalization;
using System.Text.RegularExpressions;

namespace Flint.Campaigns.Support;

/// <summary>
/// What a trace says of the log's file: how far a sync that returned 0 has made it durable, when a call first failed, and what was called after that.
/// This is the kernel's side of the story, independent of what the log says of itself.
/// </summary>
internal sealed partial class TraceLog
{
    private readonly Dictionary<string, (string Call, string Arguments, DateTime At, long Written)> _running = [];
    private readonly List<DateTime> _othersAfterFailure = [];
    private long _written;
    private bool _isSyncThatFailed;

    /// <summary>The end of the data that a sync which returned 0 covered, in bytes of <c>flint.aof</c>; -1 if none did.</summary>
    public long DurableEnd { get; private set; } = -1;

    /// <summary>When the first call failed (UTC), or null.</summary>
    public DateTime? FirstFailure { get; private set; }

    /// <summary>The calls that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The calls of the log that were begun after one had failed, and were of its kind: syncs after a sync, writes after a write.</summary>
    public int RepeatsAfterFailure { get; private set; }

    /// <summary>When the others were begun after it (UTC): writes after a sync, syncs after a write.</summary>
    public IReadOnlyList<DateTime> OthersAfterFailure => _othersAfterFailure;

    /// <summary>Syncs of the log that returned 0.</summary>
    public int Syncs { get; private set; }

    public static TraceLog Parse(IEnumerable<string> lines)
    {
        var log = new TraceLog();
        foreach (var line in lines)
            log.Read(line);
        return log;
    }

    private void Read(string line)
    {
        if (Resumed().Match(line) is { Success: true } resumed)
        {
            if (_running.Remove(resumed.Groups["pid"].Value, out var call))
                Returned(call with { At = Time(resumed) }, resumed.Groups["result"].Value, line);
        }
        else if (Call().Match(line) is { Success: true } entered && entered.Groups["file"].Value.EndsWith("/flint.aof", StringComparison.Ordinal))
        {
            var call = (Call: entered.Groups["call"].Value, Arguments: entered.Groups["rest"].Value, At: Time(entered), _written);
            if (FirstFailure is not null && !IsAhead(call.Arguments))
                AddBehindFailure(call.Call, call.At);
            if (entered.Groups["result"].Success)
                Returned(call, entered.Groups["result"].Value, line);
            else
                _running[entered.Groups["pid"].Value] = call;
        }
    }

    private void AddBehindFailure(string call, DateTime at)
    {
        if (IsSync(call) == _isSyncThatFailed)
            RepeatsAfterFailure++;
        else
            _othersAfterFailure.Add(at);
    }

    private void Returned((string Call, string Arguments, DateTime At, long Written) call, string result, string line)
    {
        if (IsAhead(call.Arguments) && (!result.StartsWith('-') || line.Contains(" ENOSPC ", StringComparison.Ordinal)))
            return;
        if (line.Contains("(INJECTED)", StringComparison.Ordinal) || result.StartsWith('-'))
        {
            Failures++;
            if (FirstFailure is null)
                (FirstFailure, _isSyncThatFailed) = (call.At, IsSync(call.Call));
        }
        else if (IsSync(call.Call))
        {
            Syncs++;
            DurableEnd = Math.Max(DurableEnd, call.Written);
        }
        else if (Write().Match(call.Arguments) is { Success: true } write)
        {
            _written = Math.Max(_written, long.Parse(write.Groups["offset"].ValueSpan, CultureInfo.InvariantCulture) + long.Parse(result, CultureInfo.InvariantCulture));
        }
    }

    // Line feeds written ahead are no data. The log goes on where there is no room for them.
    private static bool IsAhead(string arguments) => arguments.StartsWith(", \"\\n", StringComparison.Ordinal);

    private static bool IsSync(string call) => call is "fdatasync" or "fsync";

    private static DateTime Time(Match line) => DateTime.UnixEpoch.AddSeconds(double.Parse(line.Groups["at"].ValueSpan, CultureInfo.InvariantCulture));

    // 17 1764000000.123456 pwrite64(61</tmp/x/flint.aof>, "{\"pi"..., 812, 4711) = 812
    [GeneratedRegex(@"^(?<pid>\d+) +(?<at>[\d.]+) (?<call>\w+)\(\d+<(?<file>[^>]*)>(?<rest>.*?)(?: <unfinished \.\.\.>|\) += (?<result>-?\d+).*)$")]
    private static partial Regex Call();

    // 17 1764000000.123456 <... pwrite64 resumed>) = 812
    [GeneratedRegex(@"^(?<pid>\d+) +(?<at>[\d.]+) <\.\.\. \w+ resumed>.*\) += (?<result>-?\d+).*$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^, ""(?<text>.*)""(?:\.\.\.)?, \d+, (?<offset>\d+)$")]
    private static partial Regex Write();
}
