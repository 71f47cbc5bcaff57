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

    public static TextTable Templates(IReadOnlyList<TemplateReply> templates)
    {
        var table = new TextTable("PATTERN", "RATE", "PER", "ALGORITHM", "FORGOTTEN AFTER");
        foreach (var template in templates)
            table.Row(template.Pattern, template.Rate, Per(template.PerMillis), template.Algorithm, Per(template.IdleTtlMillis));
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

    public static TextTable Doctor(DoctorReply report)
    {
        var table = new TextTable("DOCTOR", "")
            .Row("verdict", report.Ok ? "sound" : "not sound")
            .Row("limits", report.Limits)
            .Row("history events", report.HistoryEvents)
            .Row("log", Text($"{report.AofBytes} bytes in {report.Generations} files"))
            .Row("snapshot", report.SnapshotExists ? Text($"{report.SnapshotBytes} bytes, {Age(report.SnapshotAgeSeconds ?? 0)} old") : null)
            .Row("format version", report.FormatVersion)
            .Row("held by", report.HeldBy is { } holder ? Text($"process {holder.ProcessId}{(holder.Url is { } url ? $" at {url}" : "")}") : null)
            .Row("closed cleanly", report.ClosedCleanly is { } clean ? clean ? "yes" : "no" : null)
            .Row("last sync", report.LastSyncAt)
            .Row("failure", report.LastSyncError);
        if (report.TornTail is { } torn)
            table.Row("torn tail", Text($"{torn.Bytes} bytes at byte {torn.Offset} of {torn.File}: {torn.Reason}; opening or --fix cuts it and keeps a copy"));
        if (report.Damage is { } damage)
        {
            table.Row("damage", damage.File is null ? damage.Reason : Text($"{damage.File}, line {damage.Line}, byte {damage.Offset}: {damage.Reason}"));
            table.Row("what helps", damage.Help);
        }
        if (report.OutOfBoundsCount > 0)
            table.Row("out of bounds", Text($"{report.OutOfBoundsCount} limits"));
        foreach (var limit in report.OutOfBounds)
            table.Row("", Text($"{limit.Key}: {limit.Rate} per {limit.PerMillis}ms: {limit.Reason}"));
        foreach (var note in report.Notes)
            table.Row("note", note);
        return table;
    }

    // As exact as an age is interesting: two of a unit are worth the next one.
    private static string Age(long seconds) => seconds switch
    {
        < 120 => Text($"{seconds}s"),
        < 120 * 60 => Text($"{seconds / 60}m"),
        < 48 * 3600 => Text($"{seconds / 3600}h"),
        _ => Text($"{seconds / 86400}d"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Item(ItemReply item) => string.Create(CultureInfo.InvariantCulture, $"{item.Key}={item.Cost}");

    private static string Limit(long rate, long perMillis, string algorithm) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate} per {Per(perMillis)}, {algorithm}");

    private static string Per(long millis) => Duration.Format(TimeSpan.FromMilliseconds(millis));

    private static string Sum(long checks, long cost) => string.Create(CultureInfo.InvariantCulture, $"{checks} (cost {cost})");

    private static string? Wait(long? millis) => millis is { } wait ? string.Create(CultureInfo.InvariantCulture, $"{wait}ms") : null;
}
