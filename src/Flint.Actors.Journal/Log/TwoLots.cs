namespace Flint.Actors.Journal.Log;

/// <summary>
/// One lot of lines is worked off on another thread while the next is filled: a long log is gone through by two. Whoever waits for the other thread and finds that it has not begun does its work
/// himself, and few lines never leave the thread that is there.
/// </summary>
/// <param name="work">Works a lot off.</param>
/// <param name="pace">Says when the other thread is left to others, and rests.</param>
internal sealed class TwoLots<TLot>(Action<TLot> work, Pace? pace = null) : IDisposable
    where TLot : ILot, new()
{
    private TLot _filling = new();
    private TLot _other = new();
    private Handed? _handed;

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
        FinishHanded();
        work(_filling);
        _filling.Clear();
    }

    /// <summary>Returns once nothing is worked on any more, whatever became of it.</summary>
    public void Dispose()
    {
        _handed?.Abandon();
        _handed = null;
    }

    private void HandOver()
    {
        FinishHanded();
        (_filling, _other) = (_other, _filling);
        _filling.Clear();
        _handed = new Handed(work, _other);
    }

    private void FinishHanded()
    {
        var handed = _handed;
        _handed = null;
        handed?.Finish();
    }

    // Who takes it first works it off: the pool may have no thread for it, and a thread that is not the pool's cannot run what waits there.
    private sealed class Handed
    {
        private readonly Action<TLot> _work;
        private readonly TLot _lot;
        private readonly Task _task;
        private int _isTaken;

        public Handed(Action<TLot> work, TLot lot)
        {
            (_work, _lot) = (work, lot);
            _task = Task.Run(() =>
            {
                if (Take())
                    _work(_lot);
            });
        }

        public void Finish()
        {
            if (Take())
                _work(_lot);
            else
                _task.GetAwaiter().GetResult();
        }

        public void Abandon()
        {
            if (!Take())
                _task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        private bool Take() => Interlocked.Exchange(ref _isTaken, 1) == 0;
    }
}
