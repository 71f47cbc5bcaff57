using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// The mailbox of a key's actor. Akka's own has room for 32 messages from the start, a fifth of all that an actor which is awake takes, and most keys never hold two.
/// Unbounded: what may wait is bounded where it is admitted.
/// </summary>
/// <param name="settings">Of the actor system.</param>
/// <param name="config">The mailbox's section.</param>
internal sealed class KeyMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<KeyMailbox.Messages>
{
    /// <summary>Its section in <c>flint.conf</c>.</summary>
    public const string Id = "flint-key-mailbox";

    /// <summary>That of an actor that is woken for no use of its key.</summary>
    public const string BehindBulkheadId = "flint-bulkhead-mailbox";

    private readonly bool _isBehindBulkhead = config.GetBoolean("behind-bulkhead");

    /// <summary>The mailbox of a key's actor; null once that has stopped.</summary>
    public static Messages? Of(IActorRef actor) => ((actor as ActorRefWithCell)?.Underlying as ActorCell)?.Mailbox?.MessageQueue as Messages;

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Messages { IsBehindBulkhead = _isBehindBulkhead };

    /// <summary>
    /// Senders fill one queue while the actor empties the other; when that is empty they are exchanged, so that the actor takes the lock once for all that has come meanwhile.
    /// </summary>
    internal sealed class Messages : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
    {
        private readonly Lock _gate = new();
        private Queue<Envelope> _arriving = new();
        private long _arrived;
        private IActorRef? _successor; // of an actor that falls asleep
        private IMessageQueue? _deadLetters; // of one that has stopped

        // The actor's own: what it has taken, and before that what it has put back.
        private Queue<Envelope> _taken = new();
        private Stack<Envelope>? _first;

        /// <summary>Whether the actor runs behind the bulkhead; no more once its key is used.</summary>
        public bool IsBehindBulkhead { get; set; }

        // Under the lock, so that it holds on any processor: a sender that finds the actor at work relies on the actor's looking here once more when it is idle.
        public bool HasMessages
        {
            get
            {
                if (Own > 0)
                    return true;
                lock (_gate)
                    return _arriving.Count > 0;
            }
        }

        public int Count
        {
            get
            {
                lock (_gate)
                    return Own + _arriving.Count;
            }
        }

        private int Own => (_first?.Count ?? 0) + _taken.Count;

        /// <summary>How many messages have come so far; null while one of them waits. Asked by the actor itself, of which the last is in work.</summary>
        public long? ArrivedIfNoneWaits
        {
            get
            {
                lock (_gate)
                    return Own + _arriving.Count > 0 ? null : _arrived;
            }
        }

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            IActorRef? successor;
            IMessageQueue? deadLetters;
            lock (_gate)
            {
                successor = envelope.Message is IKeyRequest ? _successor : null;
                deadLetters = _deadLetters;
                if (successor is null && deadLetters is null)
                {
                    _arrived++;
                    _arriving.Enqueue(envelope);
                    return;
                }
            }
            if (successor is null)
            {
                deadLetters!.Enqueue(receiver, envelope);
                return;
            }
            (envelope.Sender as IShortcutTaker)?.TurnBack((IKeyRequest)envelope.Message);
            successor.Tell(envelope.Message, envelope.Sender);
        }

        /// <summary>Unless more than so many messages have come: requests that come from now on go to whoever starts the key afresh, since its actor is about to stop.</summary>
        public bool TryClose(long arrived, IActorRef successor)
        {
            lock (_gate)
            {
                if (_arrived != arrived)
                    return false;
                _successor = successor;
                return true;
            }
        }

        public void EnqueueFirst(Envelope envelope) => (_first ??= new()).Push(envelope);

        public bool TryDequeue(out Envelope envelope)
        {
            if (_first is { Count: > 0 })
            {
                envelope = _first.Pop();
                return true;
            }
            TakeArrived();
            return _taken.TryDequeue(out envelope);
        }

        /// <summary>Takes the next message if it is a check. By the actor itself, which decides together what waits together.</summary>
        public bool TryDequeueCheck(out Envelope envelope) =>
            TryPeek(out envelope) && envelope.Message is Check && TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            lock (_gate)
                _deadLetters = deadletters; // who was about to put something in while the actor stopped finds nobody who would take it out
            while (TryDequeue(out var envelope))
            {
                if (envelope.Sender is AdmittedSender admitted)
                    admitted.TookShortcut = false; // nobody tells it to its partition: what its sender has sent since may be there already
                deadletters.Enqueue(owner, envelope);
            }
        }

        private bool TryPeek(out Envelope envelope)
        {
            if (_first is { Count: > 0 })
            {
                envelope = _first.Peek();
                return true;
            }
            TakeArrived();
            return _taken.TryPeek(out envelope);
        }

        private void TakeArrived()
        {
            if (_taken.Count > 0)
                return;
            lock (_gate)
                (_arriving, _taken) = (_taken, _arriving);
        }
    }
}
