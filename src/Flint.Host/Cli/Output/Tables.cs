using System.Globalization;
using Flint.Client.Contracts;

namespace Flint.Host.Cli.Output;

/// <summary>What a person is shown of each result.</summary>
internal static class Tables
{
    public static TextTable Limits(IReadOnlyList<StatusReply> limits)
    {
        var table = new TextTable("KEY", "RATE", "PER", "ALGORITHM", "REMAINING", "RESET AT", "ALLOWED", "DENIED");
        foreach (var limit in limits)
            table.Row(limit.Key, limit.Rate, Per(limit.PerMillis), limit.Algorithm, limit.Remaining, limit.ResetAt, limit.TotalAllowed, limit.TotalDenied);
        return table;
    }

    // An unknown limit has no table: null is what a script reads and a person understands.
    public static TextTable? Status(StatusReply? status) => status is null ? null : new TextTable("LIMIT", "")
        .Row("key", status.Key)
        .Row("limit", Limit(status.Rate, status.PerMillis, status.Algorithm))
        .Row("remaining", status.Remaining)
        .Row("reset at", status.ResetAt)
        .Row("allowed", Sum(status.TotalAllowed, status.TotalAllowedCost))
        .Row("denied", Sum(status.TotalDenied, status.TotalDeniedCost))
        .Row("last allowed at", status.LastAllowedAt)
        .Row("last denied at", status.LastDeniedAt)
        .Row("last reset at", status.LastResetAt);

    public static TextTable Checks(IReadOnlyList<CheckReply> checks)
    {
        var table = new TextTable("KEY", "ANSWER", "COST", "REMAINING", "LIMIT", "RESET AT", "RETRY AFTER");
        foreach (var check in checks)
            table.Row(check.Key, new Verdict(check.Allowed), check.Cost, check.Remaining, check.Limit, check.ResetAt, Wait(check.RetryAfterMs));
        return table;
    }

    public static TextTable Top(IReadOnlyList<TopReply> limits)
    {
        var table = new TextTable("KEY", "ALLOWED", "DENIED");
        foreach (var limit in limits)
            table.Row(limit.Key, limit.TotalAllowed, limit.TotalDenied);
        return table;
    }

    public static TextTable Events(IReadOnlyList<EventReply> events)
    {
        var table = new TextTable("AT", "EVENT", "COST", "COUNT", "LAST AT", "WHAT");
        foreach (var past in events)
            _ = past switch
            {
                AllowReply allow => table.Row(allow.At, "allow", allow.Cost, null, null, null),
                DenyReply deny => table.Row(deny.At, "deny", deny.Cost, deny.Count, deny.LastAt, null),
                AllowAllReply all => table.Row(all.At, "allow_all", null, null, null, string.Join(", ", all.Items.Select(item => Item(item)))),
                ResetReply reset => table.Row(reset.At, "reset", null, null, null, null),
                ConfiguredReply { Config: var limit } => table.Row(null, "configured", null, null, null, Limit(limit.Rate, limit.PerMillis, limit.Algorithm)),
                _ => table,
            };
        return table;
    }

    private static string Item(ItemReply item) => string.Create(CultureInfo.InvariantCulture, $"{item.Key}={item.Cost}");

    private static string Limit(long rate, long perMillis, string algorithm) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate} per {Per(perMillis)}, {algorithm}");

    private static string Per(long millis) => Duration.Format(TimeSpan.FromMilliseconds(millis));

    private static string Sum(long checks, long cost) => string.Create(CultureInfo.InvariantCulture, $"{checks} (cost {cost})");

    private static string? Wait(long? millis) => millis is { } wait ? string.Create(CultureInfo.InvariantCulture, $"{wait}ms") : null;
}
