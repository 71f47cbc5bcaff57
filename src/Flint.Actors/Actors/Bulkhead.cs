using System.Collections.Concurrent;
using Akka.Dispatch;

namespace Flint.Actors;

/// <summary>Runs what it is given in turn, on one thread of the pool at a time; after some of it the others of the pool have their turn.</summary>
internal sealed class Bulkhead : IThreadPoolWorkItem
{
    private const int AtOnce = 8;

    private readonly ConcurrentQueue<IRunnable> _waiting = new();
    private int _count;

    /// <summary>Takes its place in the queue.</summary>
    public void Add(IRunnable run)
    {
        _waiting.Enqueue(run);
        if (Interlocked.Increment(ref _count) == 1)
            GoOn();
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < AtOnce && _waiting.TryDequeue(out var run); i++)
        {
            run.Run();
            if (Interlocked.Decrement(ref _count) == 0)
                return;
        }
        GoOn();
    }

    private void GoOn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
