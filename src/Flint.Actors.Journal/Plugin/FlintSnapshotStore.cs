using System.Buffers;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// An Akka.Persistence snapshot store in the log of a <see cref="FlintJournal"/>: it serializes and reads by itself and has the journal append. Every request is
/// answered, and a load sees what the store was asked to save or delete before.
/// </summary>
public sealed class FlintSnapshotStore : ActorBase
{
    private readonly IActorRef _self;
    private readonly EventStream? _commands;
    private readonly OpenChanges _open = new();

    // Null only in a store that could not start: it refuses everything and asks none of them.
    private readonly LogEngine _log = null!;
    private readonly IActorRef _journal = null!;
    private readonly PayloadCodec _codec = null!;

    /// <summary>Started by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section.</param>
    public FlintSnapshotStore(Config config)
    {
        _self = Self;
        var system = (ExtendedActorSystem)Context.System;
        var logs = FlintLogs.For(system);
        logs.RefuseWhenStopped(_self);
        var persistence = Persistence.Instance.Apply(system);
        _commands = persistence.Settings.Internal.PublishPluginCommands ? system.EventStream : null;
        try
        {
            var journal = JournalOf(config, system.Settings.Config);
            _log = logs.Open(LogConfig.Read(system.Settings.Config, config.Text("data-dir") ?? system.Settings.Config.Text($"{journal}.data-dir") ?? logs.AssignedTo(journal)));
            _codec = new PayloadCodec(system);
            _journal = Context.Watch(persistence.JournalFor(journal));
        }
        catch (Exception cause)
        {
            // As in the journal: no restart would help.
            if (cause is not FlintException)
                Context.GetLogger().Error(cause, "{0} cannot start: every request to it fails.", _self.Path.Name);
            Become(message => Refusing(message, cause));
        }
    }

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case LoadSnapshot load:
                if (!_open.Hold(load, Sender))
                    Load(load, Sender);
                return true;
            case SaveSnapshot save:
                Save(save);
                return true;
            case DeleteSnapshot delete:
                Change(new SnapshotRemoval(_self, _log, delete.Metadata.PersistenceId, SnapshotBounds.Of(delete.Metadata), delete, Sender));
                return true;
            case DeleteSnapshots delete:
                Change(new SnapshotRemoval(_self, _log, delete.PersistenceId, SnapshotBounds.Of(delete.Criteria), delete, Sender));
                return true;
            case SnapshotChanged changed:
                Finish(changed);
                return true;
            case CheckSnapshotStoreHealth:
                Sender.Tell(Health.OfSnapshotStore(_log.Failure), _self);
                return true;
            case Terminated:
                var cause = new StorageFailedException($"{_journal.Path.Name} stopped, which writes for {_self.Path.Name}");
                FailAll(cause);
                Become(next => Refusing(next, cause));
                return true;
            default:
                return false;
        }
    }

    private bool Refusing(object message, Exception cause) => Refusal.Answer(message, Sender, cause, _self) || message is SnapshotChanged or Terminated;

    /// <inheritdoc/>
    protected override void PostStop()
    {
        FailAll(new StorageFailedException($"{_self.Path.Name} stopped before the request was known to be durable"));
        base.PostStop();
    }

    private void Load(LoadSnapshot load, IActorRef asker)
    {
        try
        {
            if (_log.Failure is { } failure)
                throw failure;
            asker.Tell(new LoadSnapshotResult(Find(load), load.ToSequenceNr), _self);
        }
        catch (Exception cause)
        {
            Refusal.Answer(load, asker, cause, _self);
        }
    }

    private SelectedSnapshot? Find(LoadSnapshot load)
    {
        if (load.Criteria.Equals(SnapshotSelectionCriteria.None))
            return null;
        var bounds = SnapshotBounds.Of(load.Criteria, load.ToSequenceNr);
        return _log.FindSnapshot(load.PersistenceId, bounds.MinSequenceNr, bounds.MaxSequenceNr, bounds.MinTime, bounds.MaxTime) is { } line
            ? new SelectedSnapshot(new SnapshotMetadata(line.PersistenceId, line.SequenceNr, new DateTime(line.Time, DateTimeKind.Utc)), _codec.Decode(line))
            : null;
    }

    private void Save(SaveSnapshot save)
    {
        var metadata = save.Metadata;
        if (metadata.Timestamp == DateTime.MinValue)
            save = new SaveSnapshot(new SnapshotMetadata(metadata.PersistenceId, metadata.SequenceNr, Context.System.Scheduler.Now.UtcDateTime), save.Snapshot);
        try
        {
            var line = SnapshotLines.Saved(metadata.PersistenceId, metadata.SequenceNr, save.Metadata.Timestamp.Ticks);
            // A buffer of its own: the journal appends it in a turn of its own.
            Change(new SnapshotSave(_self, _log, _codec.Encode(line, save.Snapshot, new ArrayBufferWriter<byte>()), save, Sender));
        }
        catch (Exception cause)
        {
            Refusal.Answer(save, Sender, cause, _self);
        }
    }

    private void Change(SnapshotChange change)
    {
        _open.Add(change);
        _journal.Tell(change, _self);
    }

    private void Finish(SnapshotChanged changed)
    {
        var (change, failure) = changed;
        if (!_open.Remove(change, out var ready))
            return;
        if (failure is null)
            Succeed(change.Request, change.Asker);
        else
            Refusal.Answer(change.Request, change.Asker, failure, _self);
        foreach (var (load, asker) in ready)
            Load(load, asker);
    }

    private void Succeed(ISnapshotRequest request, IActorRef asker)
    {
        asker.Tell(request switch
        {
            SaveSnapshot save => new SaveSnapshotSuccess(save.Metadata),
            DeleteSnapshot delete => new DeleteSnapshotSuccess(delete.Metadata),
            DeleteSnapshots delete => new DeleteSnapshotsSuccess(delete.Criteria),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        }, _self);
        if (request is not SaveSnapshot)
            _commands?.Publish(request);
    }

    private void FailAll(Exception cause)
    {
        foreach (var (request, asker) in _open.Clear())
            Refusal.Answer(request, asker, cause, _self);
    }

    /// <summary>The journal that writes for this store: named by <c>journal-plugin</c>, else the system's own.</summary>
    private static string JournalOf(Config plugin, Config system)
    {
        var journal = plugin.Text("journal-plugin") ?? system.Text("akka.persistence.journal.plugin") ?? FlintConfig.JournalId;
        return Type.GetType(system.Text($"{journal}.class") ?? "") == typeof(FlintJournal)
            ? journal
            : throw new ConfigurationException($"journal-plugin of a Flint snapshot store must name a Flint journal: {journal} is none");
    }
}
