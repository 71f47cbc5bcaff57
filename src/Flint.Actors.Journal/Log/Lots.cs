using System.Runtime.ExceptionServices;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Lots of lines are worked off on another thread, one after the other in their order, while the next are filled: a long log is gone through by two. Some may wait, since a thread that sleeps takes
/// its time to wake; where there are as many as may be and nobody has begun, whoever fills works them off himself, and few lines never leave the thread that is there.
/// </summary>
/// <param name="work">Works a lot off.</param>
/// <param name="mostWaiting">How many bytes may wait.</param>
/// <param name="pace">Says when the other thread is left to others, and rests.</param>
internal sealed class Lots<TLot>(Action<TLot> work, int mostWaiting, Pace? pace = null) : IDisposable
    where TLot : ILot, new()
{
    // Some 100 µs: the next lot is mostly full before a thread that sleeps would be woken. Where the disk is slow, they are spent once a lot.
    private static readonly int Looks = Environment.ProcessorCount > 1 ? 256 : 0;

    // A monitor, and no Lock: it is waited for what the other does.
    private readonly object _gate = new();
    private readonly Queue<TLot> _full = new();
    private readonly Stack<TLot> _empty = new();
    private TLot _filling = new();
    private long _waiting; // bytes that were handed over and are not worked off
    private bool _isWorking;
    private bool _isAsked;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The lot that takes the next line; a full one is handed over before. What the work has thrown is thrown here.</summary>
    public TLot ToFill()
    {
        if (!_filling.IsFull)
            return _filling;
        if (pace?.IsBesideWrites == true)
        {
            Finish();
            pace.Rest();
        }
        else
        {
            HandOver();
        }
        return _filling;
    }

    /// <summary>Returns once everything is worked off.</summary>
    public void Finish()
    {
        WorkDownTo(0);
        if (_filling.Length == 0)
            return;
        lock (_gate)
            Add(_filling);
        WorkDownTo(0);
        _filling = new TLot();
    }

    /// <summary>Returns once nothing is worked on any more, whatever became of it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Forget();
            while (_isWorking)
                Monitor.Wait(_gate);
        }
    }

    private void HandOver()
    {
        lock (_gate)
        {
            _failure?.Throw();
            Add(_filling);
            if (!_isAsked)
                Task.Run(WorkOff);
            _isAsked = true;
        }
        WorkDownTo(mostWaiting);
        lock (_gate)
            _filling = _empty.TryPop(out var empty) ? empty : new TLot();
    }

    // The pool may have no thread for it, and a thread that is not the pool's cannot run what waits there: who finds nobody at work begins himself.
    private void WorkDownTo(int waiting)
    {
        while (true)
        {
            TLot first;
            lock (_gate)
            {
                while (_isWorking && _waiting > waiting)
                    Monitor.Wait(_gate);
                _failure?.Throw();
                if (_waiting <= waiting)
                    return;
                first = Begin();
            }
            Work(first);
        }
    }

    private void WorkOff()
    {
        while (true)
        {
            TLot first;
            lock (_gate)
            {
                if (_isWorking || _full.Count == 0)
                {
                    _isAsked = false;
                    return;
                }
                first = Begin();
            }
            Work(first);
            for (var looks = Looks; looks > 0 && Volatile.Read(ref _waiting) == 0; looks--)
                Thread.SpinWait(10);
        }
    }

    private void Add(TLot lot)
    {
        _full.Enqueue(lot);
        _waiting += lot.Length;
    }

    private void Forget()
    {
        foreach (var lot in _full)
            _waiting -= lot.Length;
        _full.Clear();
    }

    private TLot Begin()
    {
        _isWorking = true;
        return _full.Dequeue();
    }

    private void Work(TLot first)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            work(first);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
        var length = first.Length;
        first.Clear();
        lock (_gate)
        {
            _waiting -= length;
            _failure ??= failure;
            if (_failure is not null)
                Forget();
            _empty.Push(first);
            _isWorking = false;
            Monitor.PulseAll(_gate);
        }
    }
}
