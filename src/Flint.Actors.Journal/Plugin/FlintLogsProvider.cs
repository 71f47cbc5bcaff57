using Akka.Actor;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Creates <see cref="FlintLogs"/>. Where plain HOCON is all there is, <c>akka.extensions = ["Flint.Actors.Journal.Plugin.FlintLogsProvider, Flint.Actors.Journal"]</c>
/// makes the settings of <c>flint.conf</c> known before the first plugin is looked up.
/// </summary>
public sealed class FlintLogsProvider : ExtensionIdProvider<FlintLogs>
{
    /// <inheritdoc/>
    public override FlintLogs CreateExtension(ExtendedActorSystem system) => new(system);
}
