using System.Globalization;

namespace Flint.AspNetCore.Prometheus;

/// <summary>A metric: its name without prefix, what it is, and its value in a series, or null where the series has none.</summary>
internal sealed record Metric(string Name, string Type, string Help, Func<Series, string?> Value)
{
    /// <summary>All of them, in the order they are written.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("limit_info", "gauge", "Configured limits.", series => Text(series.Limits)),
        new("limit_rate", "gauge", "What may be spent in a period.", series => Text(series.Rate)),
        new("limit_per_millis", "gauge", "The period, in milliseconds.", series => Text(series.PerMillis)),
        new("limit_remaining", "gauge", "What can be spent now.", series => Text(series.Remaining)),
        new("limit_reset_at_seconds", "gauge", "When the quota is full again, in Unix time.", series => Seconds(series.ResetAt)),
        new("requests_allowed_total", "counter", "Checks granted.", series => Text(series.Allowed)),
        new("requests_denied_total", "counter", "Checks denied.", series => Text(series.Denied)),
        new("request_cost_allowed_total", "counter", "The cost of the checks granted.", series => Text(series.AllowedCost)),
        new("request_cost_denied_total", "counter", "The cost of the checks denied.", series => Text(series.DeniedCost)),
    ];

    private static string? Text(Int128? number) => number?.ToString(CultureInfo.InvariantCulture);

    // Exact to the tick, which a double would not be.
    private static string? Seconds(DateTimeOffset? time)
    {
        if (time is not { } at)
            return null;
        var ticks = at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return (ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture);
    }
}
