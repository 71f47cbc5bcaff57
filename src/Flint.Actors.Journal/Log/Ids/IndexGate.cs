namespace Flint.Actors.Journal.Log.Ids;

/// <summary>
/// Guards the index. Most hold it for a microsecond; long work holds it for moments, and between two of them <see cref="LetOthersPass"/>: a lock alone would be
/// taken again before who waits for it has woken, a hundred milliseconds long.
/// </summary>
internal sealed class IndexGate
{
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsWanted => Volatile.Read(ref _waiting) > 0;

    /// <summary>Holds the gate until what it gives is disposed.</summary>
    public Held Enter()
    {
        if (!_lock.TryEnter())
            Wait();
        return new Held(_lock);
    }

    /// <summary>Returns once nobody waits. Not while the gate is held.</summary>
    public void LetOthersPass()
    {
        for (var spin = default(SpinWait); IsWanted;)
            spin.SpinOnce();
    }

    private void Wait()
    {
        Interlocked.Increment(ref _waiting);
        _lock.Enter();
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>The gate, held.</summary>
    public readonly ref struct Held(Lock gate)
    {
        /// <summary>Lets it go.</summary>
        public void Dispose() => gate.Exit();
    }
}
