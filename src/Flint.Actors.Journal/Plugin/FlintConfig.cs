using Akka.Configuration;

namespace Flint.Actors.Journal.Plugin;

/// <summary>The settings of <c>flint.conf</c>, the only source of defaults.</summary>
public static class FlintConfig
{
    internal const string JournalId = "akka.persistence.journal.flint";
    internal const string SnapshotStoreId = "akka.persistence.snapshot-store.flint";

    /// <summary>What stands in the embedded <c>flint.conf</c>: add it as a fallback to a system's own configuration.</summary>
    public static Config Default { get; } = ConfigurationFactory.FromResource("Flint.flint.conf", typeof(FlintConfig).Assembly);

    /// <summary>A text setting; null where it is missing, empty, or the null that Akka.Hosting writes for what is unset.</summary>
    internal static string? Text(this Config config, string path) => config.GetString(path, null) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
