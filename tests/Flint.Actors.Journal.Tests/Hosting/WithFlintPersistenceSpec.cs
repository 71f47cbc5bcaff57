using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Flint.Actors.Journal.Hosting;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Plugin;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flint.Actors.Journal.Tests.Hosting;

public sealed class WithFlintPersistenceSpec : IDisposable
{
    private readonly string _directory = PluginSpec.NewDirectory();

    [Fact]
    public Task Builder_should_make_the_log_the_default_journal_and_snapshot_store() =>
        Check(builder => builder.WithFlintPersistence(_directory, SyncMode.Batch(flushEveryEvents: 5), journal => journal.WithHealthCheck()), system =>
        {
            var config = system.Settings.Config;
            Assert.Equal("akka.persistence.journal.flint", config.GetString("akka.persistence.journal.plugin"));
            Assert.Equal("akka.persistence.snapshot-store.flint", config.GetString("akka.persistence.snapshot-store.plugin"));
            var log = LogConfig.Read(config, null);
            Assert.True(log.Settings.IsBatch);
            Assert.Equal(5, log.Settings.FlushEveryEvents);
            Assert.Equal(TimeSpan.FromMilliseconds(100), log.Settings.FlushEvery);
        });

    [Fact]
    public Task Builder_should_take_options() =>
        Check(builder => builder.WithFlintPersistence(new FlintJournalOptions(identifier: "mine") { DataDirectory = _directory, MaxConcurrentRecoveries = 3 }), system =>
        {
            Assert.Equal(3, system.Settings.Config.GetInt("akka.persistence.journal.mine.max-concurrent-recoveries"));
            Assert.Equal("akka.persistence.journal.mine", system.Settings.Config.GetString("akka.persistence.snapshot-store.mine.journal-plugin"));
            Assert.Equal("off", system.Settings.Config.GetString("akka.persistence.journal.mine.replay-filter.mode"));
        });

    [Fact]
    public Task Builder_should_take_a_function_that_sets_options() =>
        Check(builder => builder.WithFlintPersistence(options => options.DataDirectory = _directory), system =>
            Assert.False(LogConfig.Read(system.Settings.Config, null).Settings.IsBatch));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task Check(Action<AkkaConfigurationBuilder> configure, Action<ActorSystem> check)
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddAkka("hosted", (builder, _) =>
        {
            builder.ConfigureLoggers(loggers => loggers.ClearLoggers());
            configure(builder);
        })).Build();
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        check(system);

        // The plugins are there and write to the directory.
        var store = Persistence.Instance.Apply(system).SnapshotStoreFor(null);
        Assert.IsType<SaveSnapshotSuccess>(await store.Ask(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), TimeSpan.FromSeconds(10)));
        Assert.True(File.Exists(Path.Combine(_directory, "flint.aof")));

        var closed = FlintLogs.For(system).Closed;
        await host.StopAsync();
        await closed;
    }
}
