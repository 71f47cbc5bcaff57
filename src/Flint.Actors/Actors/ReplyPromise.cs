using System.Threading.Tasks.Sources;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>What the pool's sweep needs to know of a promise.</summary>
internal interface ISweepable
{
    /// <summary>Fails the promise if it waits since before <paramref name="oldest"/>; false once it does not go back to its pool any more.</summary>
    bool Sweep(long oldest, TimeSpan timeout);
}

/// <summary>
/// A pooled reply: the sender of a request and the task of its caller in one object. It goes back to its pool only after exactly one reply was set and read;
/// one that was cancelled, timed out or not read in time is left to the garbage collector, and a late reply to it is dropped. Continuations never run on an actor's thread.
/// </summary>
internal sealed class ReplyPromise<T> : MinimalActorRef, IValueTaskSource<T>, ICancellableSender, IAdmitted, IShortcutTaker, ISweepable
{
    private readonly ReplyPool<T> _pool;
    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private WatchedCheck? _watched;
    private long _rentedAt;

    private int _hasPlace;

    // The rental's number and its phase in one word, so that whoever looks at an old rental cannot change a new one.
    private long _rental;

    public ReplyPromise(ReplyPool<T> pool) => _pool = pool;

    public override ActorPath Path => _pool.Path;

    public override IActorRefProvider Provider => _pool.Provider;

    public bool TookShortcut { get; set; }

    public ValueTask<T> Task => new(this, _core.Version);

    public void Rent(long now, CancellationToken ct, WatchedCheck? watched = null)
    {
        (_watched, TookShortcut) = (watched, false);
        Volatile.Write(ref _rentedAt, now);
        Volatile.Write(ref _hasPlace, 1);
        Volatile.Write(ref _rental, Number(_rental) + (long)Phase.Waiting);
        if (ct.CanBeCanceled)
            _cancellation = ct.UnsafeRegister(static (self, token) => ((ReplyPromise<T>)self!).Cancel(token), this);
    }

    public bool TryDecide()
    {
        var seen = Volatile.Read(ref _rental);
        if (PhaseOf(seen) == Phase.Waiting && Interlocked.CompareExchange(ref _rental, Number(seen) + (long)Phase.Decided, seen) == seen)
        {
            _watched?.Decided();
            return true;
        }
        Leave(); // it is dropped, and not answered
        return false;
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        Leave();
        if (!TryFinish(Phase.Answered))
            return;
        switch (message)
        {
            case T result:
                Complete(result, null);
                break;
            case Status.Failure { Cause: var cause } when _pool.IsAbsence(cause):
                Complete(default!, null);
                break;
            case Status.Failure { Cause: var cause }:
                Complete(default!, cause);
                break;
            default:
                Complete(default!, new InvalidOperationException($"{message.GetType()} is no answer to a request for {typeof(T)}"));
                break;
        }
    }

    public bool Sweep(long oldest, TimeSpan timeout)
    {
        var seen = Volatile.Read(ref _rental);
        if (PhaseOf(seen) == Phase.Abandoned)
            return false;
        if (PhaseOf(seen) == Phase.Idle || Volatile.Read(ref _rentedAt) > oldest)
            return true;
        if (Interlocked.CompareExchange(ref _rental, Number(seen) + (long)Phase.Abandoned, seen) != seen)
            return true;
        if (PhaseOf(seen) == Phase.Answered)
            return false; // by a caller who may never read the reply
        Complete(default!, PhaseOf(seen) == Phase.Waiting
            ? new RequestNotDecidedException($"no decision {When(oldest, timeout)}: nothing was charged")
            : new OutcomeUnknownException($"no confirmation {When(oldest, timeout)}: it may have been charged"));
        return false;
    }

    private static string When(long oldest, TimeSpan timeout) => oldest == long.MaxValue ? "before the limiter closed" : $"within {timeout}";

    public T GetResult(short token)
    {
        // Read twice, or too early: the promise may be another caller's by now, and nothing of it may be touched.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("the reply is not there yet: await it");
        _cancellation.Dispose(); // waits for a cancellation that is running, so that it cannot meet the next rental
        _cancellation = default;
        var seen = Volatile.Read(ref _rental);
        var goesBack = PhaseOf(seen) == Phase.Answered && Interlocked.CompareExchange(ref _rental, Number(seen) + Step, seen) == seen;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (goesBack)
            {
                _core.Reset();
                _pool.Return(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    // A request that was cancelled or has timed out still waits somewhere, until it is answered or dropped there.
    private void Leave()
    {
        if (Interlocked.Exchange(ref _hasPlace, 0) == 1)
            _pool.Admission.Leave();
    }

    private void Cancel(CancellationToken token)
    {
        if (TryFinish(Phase.Abandoned))
            Complete(default!, new OperationCanceledException(token));
    }

    // The caller's context may be gone and throw; that must reach neither the actor that answers nor the sweep, which have others to tell.
    private void Complete(T result, Exception? failure)
    {
        try
        {
            if (failure is null)
                _core.SetResult(result);
            else
                _core.SetException(failure);
        }
        catch
        {
            // It is completed; only the one who wanted to hear of it cannot be told.
        }
    }

    private bool TryFinish(Phase phase)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _rental);
            if (PhaseOf(seen) is not (Phase.Waiting or Phase.Decided))
                return false;
            if (Interlocked.CompareExchange(ref _rental, Number(seen) + (long)phase, seen) == seen)
                return true;
        }
    }

    private const long Step = 8;

    private static Phase PhaseOf(long rental) => (Phase)(rental & (Step - 1));

    private static long Number(long rental) => rental & ~(Step - 1);

    private enum Phase
    {
        Idle,
        Waiting,
        Decided,
        Answered,
        Abandoned,
    }
}
