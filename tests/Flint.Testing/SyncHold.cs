namespace Flint.Testing;

/// <summary>Holds back every sync of a file until it is let go.</summary>
public sealed class SyncHold : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _passes = new(0);
    private readonly CountdownEvent _held = new(1);
    private volatile bool _isOpen;

    /// <summary>Whether a sync has begun and is held, and nobody has waited for it yet.</summary>
    public bool HasSync => _arrived.CurrentCount > 0;

    /// <summary>Waits until a sync has begun and is held.</summary>
    public void WaitForSync() => Wait(_arrived, "no sync began");

    /// <summary>Lets every sync go on, and waits until those that were held are done.</summary>
    public void WaitForHeld()
    {
        Dispose();
        _held.Signal();
        if (!_held.Wait(Patience))
            throw new TimeoutException("a sync that was held does not end");
    }

    /// <summary>Lets one sync go on.</summary>
    public void LetOne() => _passes.Release();

    /// <summary>Lets every sync go on, from now on.</summary>
    public void Dispose()
    {
        _isOpen = true;
        _passes.Release(1000);
    }

    internal void Pass(Action sync)
    {
        if (_isOpen || !_held.TryAddCount())
        {
            sync();
            return;
        }
        try
        {
            _arrived.Release();
            Wait(_passes, "a sync was held for ever");
            sync();
        }
        finally
        {
            _held.Signal();
        }
    }

    private static void Wait(SemaphoreSlim semaphore, string otherwise)
    {
        if (!semaphore.Wait(Patience))
            throw new TimeoutException(otherwise);
    }
}
