using Akka.Hosting;
using Akka.Persistence.Hosting;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Hosting;

/// <summary>A Flint log as the journal and snapshot store of a hosted actor system.</summary>
public static class FlintPersistenceHostingExtensions
{
    /// <summary>Events and snapshots of the system's persistent actors go to a log in this directory.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="dataDirectory">The directory of the log; created if it is missing. One process at a time holds it.</param>
    /// <param name="sync">When a write counts as done; null: as configured, else <see cref="SyncMode.Always"/>.</param>
    /// <param name="journal">Adds event adapters and health checks to the journal.</param>
    /// <param name="snapshots">Adds health checks to the snapshot store.</param>
    public static AkkaConfigurationBuilder WithFlintPersistence(this AkkaConfigurationBuilder builder, string dataDirectory, SyncMode? sync = null,
        Action<AkkaPersistenceJournalBuilder>? journal = null, Action<AkkaPersistenceSnapshotBuilder>? snapshots = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        return builder.WithFlintPersistence(new FlintJournalOptions { DataDirectory = dataDirectory, Sync = sync }, journal: journal, snapshots: snapshots);
    }

    /// <summary>Events and snapshots of the system's persistent actors go to a log with these options.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="configure">Sets the options.</param>
    public static AkkaConfigurationBuilder WithFlintPersistence(this AkkaConfigurationBuilder builder, Action<FlintJournalOptions> configure)
    {
        var options = new FlintJournalOptions();
        configure(options);
        return builder.WithFlintPersistence(options);
    }

    /// <summary>Events and snapshots go to a log with these options.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="journalOptions">The options of the journal.</param>
    /// <param name="snapshotOptions">The options of the snapshot store; null: a store of the journal's name that writes through it.</param>
    /// <param name="journal">Adds event adapters and health checks to the journal.</param>
    /// <param name="snapshots">Adds health checks to the snapshot store.</param>
    public static AkkaConfigurationBuilder WithFlintPersistence(this AkkaConfigurationBuilder builder, FlintJournalOptions journalOptions,
        FlintSnapshotOptions? snapshotOptions = null, Action<AkkaPersistenceJournalBuilder>? journal = null, Action<AkkaPersistenceSnapshotBuilder>? snapshots = null)
    {
        snapshotOptions ??= new FlintSnapshotOptions(journalOptions.IsDefaultPlugin, journalOptions.Identifier);
        snapshotOptions.JournalPluginId ??= journalOptions.PluginId;
        return builder
            .WithJournalAndSnapshot(journalOptions, snapshotOptions, journal ?? (_ => { }), snapshots ?? (_ => { }))
            .AddHocon(FlintConfig.Default, HoconAddMode.Append);
    }
}
