using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>The ways into the plugins that need no code, or one line of it.</summary>
public sealed class PlainHoconSpec : IDisposable
{
    private const string Plugins = """
        akka.persistence.journal.plugin = "akka.persistence.journal.flint"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.flint"
        """;

    private readonly string _directory = PluginSpec.NewDirectory();

    [Fact]
    public Task Plugins_should_start_where_the_extension_is_named() =>
        Check("akka.extensions = [\"Flint.Actors.Journal.Plugin.FlintLogsProvider, Flint.Actors.Journal\"]", _ => { });

    [Fact]
    public Task Plugins_should_start_where_the_extension_is_called() => Check("", system => FlintLogs.For(system));

    [Fact]
    public Task Plugins_should_start_where_their_classes_are_named() => Check("""
        akka.persistence.journal.flint.class = "Flint.Actors.Journal.Plugin.FlintJournal, Flint.Actors.Journal"
        akka.persistence.snapshot-store.flint.class = "Flint.Actors.Journal.Plugin.FlintSnapshotStore, Flint.Actors.Journal"
        """, _ => { });

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task Check(string hocon, Action<ActorSystem> prepare)
    {
        var system = ActorSystem.Create("plain", ConfigurationFactory.ParseString($"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            flint.data-dir = "{_directory}"
            {Plugins}
            {hocon}
            """));
        prepare(system);

        var store = Persistence.Instance.Apply(system).SnapshotStoreFor(null);

        Assert.IsType<SaveSnapshotSuccess>(await store.Ask(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), TimeSpan.FromSeconds(10)));
        var closed = FlintLogs.For(system).Closed;
        await system.Terminate();
        await closed;
    }
}
