using System.Globalization;
using System.Text;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Hosting;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Hosting;

/// <summary>The settings of a Flint snapshot store, which writes through a Flint journal into the same log.</summary>
/// <param name="isDefaultPlugin">Whether it is the snapshot store of persistent actors that name none.</param>
/// <param name="identifier">The last part of the plugin's id, <c>akka.persistence.snapshot-store.{identifier}</c>.</param>
public sealed class FlintSnapshotOptions(bool isDefaultPlugin = true, string identifier = "flint") : SnapshotOptions(isDefaultPlugin)
{
    /// <inheritdoc/>
    public override string Identifier { get; set; } = identifier;

    /// <summary>The id of the Flint journal that writes for it.</summary>
    public string? JournalPluginId { get; set; }

    /// <inheritdoc/>
    protected override Config InternalDefaultConfig => FlintConfig.Default.GetConfig(FlintConfig.SnapshotStoreId);

    /// <inheritdoc/>
    protected override StringBuilder Build(StringBuilder sb)
    {
        if (JournalPluginId is { } journal)
            sb.AppendLine(CultureInfo.InvariantCulture, $"journal-plugin = {journal.ToHocon()}");
        return base.Build(sb);
    }
}
