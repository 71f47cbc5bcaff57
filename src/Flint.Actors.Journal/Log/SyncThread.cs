namespace Flint.Actors.Journal.Log;

/// <summary>The one thread of an engine: it runs what may wait for the disk, in order.</summary>
internal sealed class SyncThread : IDisposable
{
    // Some 50 µs: about what it takes to be woken.
    private static readonly int Looks = Environment.ProcessorCount > 1 ? 128 : 0;

    private readonly Queue<Action> _work = new();
    private readonly Thread _thread;
    private volatile bool _hasWork;
    private bool _isEnding;

    public SyncThread(string directory)
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = $"flint sync {directory}" };
        _thread.Start();
    }

    /// <summary>
    /// Whether the next work is about to come: the thread looks out for it before it sleeps. Set by the work itself.
    /// </summary>
    public bool ExpectsWork { get; set; }

    /// <summary>Runs the work after all that was posted before.</summary>
    public void Post(Action work)
    {
        lock (_work)
        {
            _work.Enqueue(work);
            _hasWork = true;
            Monitor.Pulse(_work);
        }
    }

    /// <summary>As <see cref="Post"/>, and waits for it; what it throws is thrown here.</summary>
    public void Run(Action work)
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                work();
                ran.SetResult();
            }
            catch (Exception e)
            {
                ran.SetException(e);
            }
        });
        ran.Task.GetAwaiter().GetResult();
    }

    /// <summary>Ends the thread after what was posted; waits for it, unless it is the caller itself.</summary>
    public void Dispose()
    {
        lock (_work)
        {
            _isEnding = true;
            Monitor.Pulse(_work);
        }
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Loop()
    {
        while (Next() is { } work)
            work();
    }

    private Action? Next()
    {
        for (var looks = ExpectsWork ? Looks : 0; looks > 0 && !_hasWork; looks--)
            Thread.SpinWait(10);
        lock (_work)
        {
            while (_work.Count == 0)
            {
                if (_isEnding)
                    return null;
                Monitor.Wait(_work);
            }
            var work = _work.Dequeue();
            _hasWork = _work.Count > 0;
            return work;
        }
    }
}
