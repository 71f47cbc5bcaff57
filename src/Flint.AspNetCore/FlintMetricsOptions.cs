namespace Flint;

/// <summary>How limits are written for Prometheus.</summary>
public sealed class FlintMetricsOptions
{
    /// <summary>What the names of series begin with, such as <c>flint</c> in <c>flint_limit_info</c>; letters, digits and underscores, no digit first. Null: <c>flint</c>.</summary>
    public string? Prefix { get; set; }

    /// <summary>Whether each key has series of its own; null: yes. Without, there are sums by algorithm only, whatever the number of keys.</summary>
    public bool? IncludeKeyLabel { get; set; }

    /// <summary>The label of a key; null: the key. Where it makes series equal, they are one: counts and what is left are summed, the latest reset stands, rate and period are left out.</summary>
    public Func<string, string>? KeyLabel { get; set; }
}
