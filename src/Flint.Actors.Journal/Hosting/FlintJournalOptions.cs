using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Hosting;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Hosting;

/// <summary>The settings of a Flint journal; what is not set stays as <c>flint.conf</c> and the application's own configuration have it.</summary>
/// <param name="isDefaultPlugin">Whether it is the journal of persistent actors that name none.</param>
/// <param name="identifier">The last part of the plugin's id, <c>akka.persistence.journal.{identifier}</c>.</param>
public sealed class FlintJournalOptions(bool isDefaultPlugin = true, string identifier = "flint") : JournalOptions(isDefaultPlugin)
{
    /// <inheritdoc/>
    public override string Identifier { get; set; } = identifier;

    /// <summary>The directory of the log, its snapshot and its lock.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>When a write counts as done; one setting for all logs of the system.</summary>
    public SyncMode? Sync { get; set; }

    /// <summary>How many actors may recover at the same time.</summary>
    public int? MaxConcurrentRecoveries { get; set; }

    /// <inheritdoc/>
    protected override Config InternalDefaultConfig => FlintConfig.Default.GetConfig(FlintConfig.JournalId);

    /// <inheritdoc/>
    protected override StringBuilder Build(StringBuilder sb)
    {
        if (DataDirectory is { } directory)
            sb.AppendLine(CultureInfo.InvariantCulture, $"data-dir = {directory.ToHocon()}");
        if (MaxConcurrentRecoveries is { } recoveries)
            sb.AppendLine(CultureInfo.InvariantCulture, $"max-concurrent-recoveries = {recoveries}");
        sb = base.Build(sb);   // closes the plugin's section
        return Sync is { } sync ? Append(sb, sync) : sb;
    }

    private static StringBuilder Append(StringBuilder sb, SyncMode sync)
    {
        sb.AppendLine(CultureInfo.InvariantCulture, $"flint.sync = {(sync.IsBatch ? "batch" : "always")}");
        if (sync.FlushEveryEvents is { } events)
            sb.AppendLine(CultureInfo.InvariantCulture, $"flint.flush-every-events = {events}");
        if (sync.FlushEvery is { } every)
            sb.AppendLine(CultureInfo.InvariantCulture, $"flint.flush-every-ms = {(long)every.TotalMilliseconds}");
        return sb;
    }
}
