using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// An Akka.Persistence journal over an append-only file. The writes that its mailbox holds are one group, written in one call and made durable together;
/// those that come while a sync runs are written behind it and share the next. Plain <c>WriteJournalBase</c>: the asynchronous base class would put the answers of all actors in one queue.
/// </summary>
/// <remarks>
/// Every request is answered: with what it asked for, or with a failure once the log has failed, could not be opened, or the journal stops.
/// </remarks>
public sealed class FlintJournal : WriteJournalBase
{
    private readonly IActorRef _self;
    private readonly FlintLogs _logs;
    private readonly EventStream? _commands;
    private readonly ILoggingAdapter _notes = Context.GetLogger();
    private readonly Func<IPersistentRepresentation, IEnumerable<IPersistentRepresentation>>? _adaptFromJournal;

    // Null only in a journal that could not start: it refuses everything and asks none of them.
    private readonly LogEngine _log = null!;
    private readonly PayloadCodec _codec = null!;
    private readonly WriteStage _stage = null!;
    private readonly CommitQueue _groups = null!;
    private readonly Compactions _compactions = null!;

    /// <summary>Started by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section.</param>
    public FlintJournal(Config config)
    {
        _self = Self;
        var system = (ExtendedActorSystem)Context.System;
        _logs = FlintLogs.For(system);
        _logs.RefuseWhenStopped(_self);
        _commands = Persistence.Instance.Apply(system).Settings.Internal.PublishPluginCommands ? system.EventStream : null;
        try
        {
            _log = _logs.Open(LogConfig.Read(system.Settings.Config, config.Text("data-dir") ?? _logs.AssignedTo(_self.Path.Name)));
            _logs.Claim(_log, _self);
        }
        catch (Exception cause)
        {
            // Thrown on, it would be met by a supervisor that starts the plugin again and again. What opening found is logged there.
            if (cause is not FlintException)
                _notes.Error(cause, "{0} cannot start: every request to it fails.", _self.Path.Name);
            Become(message => Refusing(message, cause));
            return;
        }
        var adapts = !config.GetConfig("event-adapter-bindings").IsNullOrEmpty();
        _adaptFromJournal = adapts ? AdaptFromJournal : null;
        _codec = new PayloadCodec(system);
        _stage = new WriteStage(_log, _codec, adapts ? AdaptToJournal : null);
        _groups = new CommitQueue(_log, _self, Answer);
        _compactions = new Compactions(_log, _groups, () => _logs.NewFold(_log), _self, _notes);
        var self = _self;
        _log.OnFailure(cause => self.Tell(new LogFailed(cause), ActorRefs.NoSender));
    }

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write);
                return true;
            case CloseGroup:
                _groups.Close();
                _compactions.StartIfDue();
                return true;
            case GroupsDone done:
                _groups.Handle(done);
                _compactions.StartIfDue();
                return true;
            case CompactLog compact:
                _compactions.Ask(compact);
                return true;
            case LogCompacted compacted:
                _compactions.Handle(compacted);
                return true;
            case ReplayMessages replay when _log.IsGathering(replay.PersistenceId):
                _groups.AddReader(new Pending(replay));
                return true;
            case ReplayMessages replay:
                Answer(new Pending(replay), _log.Failure);
                return true;
            case DeleteMessagesTo or SnapshotChange:
                Append(new Pending(message));
                return true;
            case CheckJournalHealth:
                Sender.Tell(Health.OfJournal(_log.Failure), _self);
                return true;
            case LogFailed failed:
                Refuse(failed.Cause);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The log has failed or could not be opened: nothing is written, and nothing replayed, since readers may see what was answered with a failure.</summary>
    private bool Refusing(object message, Exception cause) =>
        Refusal.Answer(message, Sender, cause, _self) || message is CloseGroup or GroupsDone or LogFailed or LogCompacted;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        base.PreStart();
        _compactions?.StartIfDue();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        if (_groups is not null)
        {
            var cause = new StorageFailedException($"{_self.Path.Name} stopped before the request was known to be durable");
            _groups.FailAll(cause);
            _compactions.FailAll(cause);
            _logs.Release(_log, _self);
        }
        base.PostStop();
    }

    private void Write(WriteMessages write)
    {
        var messages = WriteAnswers.Listed(write);
        try
        {
            var lines = _stage.Append(messages, out var rejections);
            var pending = new Pending(write, messages, rejections);
            // All deferred or rejected: nothing to wait for, but what its actor sent before is answered first.
            if (lines == 0)
                _groups.AddBehind(pending);
            else
                _groups.Add(pending);
        }
        catch (Exception cause)
        {
            _groups.AddBehind(new Pending(write, messages, Failure: cause));
        }
    }

    /// <summary>Appends what a request other than a write asks for, if that is anything.</summary>
    private void Append(in Pending request)
    {
        try
        {
            if (request.Request is DeleteMessagesTo delete ? Append(delete) : Append((SnapshotChange)request.Request))
                _groups.Add(request);
            else
                _groups.AddBehind(request);
        }
        catch (Exception cause)
        {
            Answer(request, cause);
        }
    }

    private bool Append(DeleteMessagesTo delete)
    {
        // The highest number stays known, however far beyond it the deletion reaches.
        var to = Math.Min(delete.ToSequenceNr, _log.HighestSequenceNr(delete.PersistenceId));
        if (to <= 0)
            return false;
        _log.Append(new LogRecord
        {
            Kind = RecordKind.EventsDeleted,
            PersistenceId = delete.PersistenceId,
            SequenceNr = to,
            Writer = "",
            Manifest = "",
            TypeManifest = "",
        });
        return true;
    }

    private bool Append(SnapshotChange change) => ReferenceEquals(change.Log, _log)
        ? change.Append()
        : throw new InvalidOperationException($"the snapshot store and its journal {_self.Path.Name} have different data directories");

    private void Answer(Pending pending, Exception? failure)
    {
        failure ??= pending.Failure;
        switch (pending.Request)
        {
            case WriteMessages when failure is null:
                WriteAnswers.Succeed(pending, _self);
                break;
            case WriteMessages:
                WriteAnswers.Fail(pending, failure, _self);
                break;
            case var request when failure is not null:
                Refusal.Answer(request, ActorRefs.NoSender, failure, _self);
                break;
            case ReplayMessages replay:
                new Replay(_log, _codec, _adaptFromJournal, replay, _self, _commands).Start();
                break;
            case DeleteMessagesTo delete:
                delete.PersistentActor.Tell(new DeleteMessagesSuccess(delete.ToSequenceNr), _self);
                _commands?.Publish(delete);
                break;
            case SnapshotChange change:
                change.Store.Tell(new SnapshotChanged(change, null), _self);
                break;
        }
    }

    private void Refuse(StorageFailedException cause)
    {
        _notes.Error(cause, "{0} has failed: nothing is written any more until its directory is opened again.", _self.Path.Name);
        _groups.FailAll(cause);
        _compactions.FailAll(cause);
        Become(message => Refusing(message, cause));
    }
}
