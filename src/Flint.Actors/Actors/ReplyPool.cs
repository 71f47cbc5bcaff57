using System.Collections.Concurrent;
using Akka.Actor;

namespace Flint.Actors;

/// <summary>The promises of one kind of reply: idle ones for the next request, all of them for the sweep that lets nobody hang.</summary>
internal sealed class ReplyPool<T>
{
    private readonly ConcurrentQueue<ReplyPromise<T>> _idle = new();
    private readonly ReplySweep _sweep;
    private readonly Func<Exception, bool>? _isAbsence;

    /// <param name="provider">Of the system the promises belong to.</param>
    /// <param name="sweep">Fails what waits too long.</param>
    /// <param name="admission">How many requests may wait.</param>
    /// <param name="isAbsence">Which failures mean "there is none": the caller gets the default value.</param>
    public ReplyPool(IActorRefProvider provider, ReplySweep sweep, Admission admission, Func<Exception, bool>? isAbsence = null)
    {
        Admission = admission;
        Provider = provider;
        Path = provider.RootPath / "flint-reply";
        _sweep = sweep;
        _isAbsence = isAbsence;
    }

    public ActorPath Path { get; }

    public IActorRefProvider Provider { get; }

    public Admission Admission { get; }

    /// <summary>Sends the request with a promise as its sender; the task of that promise.</summary>
    public ValueTask<T> Send(IActorRef to, object request, CancellationToken ct, WatchedCheck? watched = null)
    {
        if (ct.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(ct);
        ObjectDisposedException.ThrowIf(_sweep.IsClosed, typeof(ILimiter));
        if (!Admission.TryEnter())
            return ValueTask.FromException<T>(Admission.Refusal());
        var promise = Rent(watched, ct);
        var task = promise.Task;
        to.Tell(request, promise);
        if (_sweep.IsClosed)
            promise.Sweep(long.MaxValue, TimeSpan.Zero); // closed in between: the closing sweep may have missed it
        return task;
    }

    public void Return(ReplyPromise<T> promise) => _idle.Enqueue(promise);

    public bool IsAbsence(Exception cause) => _isAbsence?.Invoke(cause) == true;

    private ReplyPromise<T> Rent(WatchedCheck? watched, CancellationToken ct)
    {
        if (!_idle.TryDequeue(out var promise))
            _sweep.Add(promise = new ReplyPromise<T>(this));
        promise.Rent(_sweep.Now, ct, watched);
        return promise;
    }
}
