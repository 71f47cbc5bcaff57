using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The generations' files for those who read: each is opened when it is first read and stays open until the engine closes (or, once generations are folded, is retired)
/// and its last reader has let go. For every thread.
/// </summary>
internal sealed class GenerationFiles(IDataDirectory directory) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Lease> _open = [];
    private long _current;
    private bool _isClosed;

    /// <summary>The generation that is written from now on; the one before is read under its own name.</summary>
    public void SwitchTo(long generation, IDataFile file)
    {
        lock (_gate)
        {
            Let(_current);
            _current = generation;
            _open.Add(generation, new Lease(this, file));
        }
    }

    /// <summary>The generation's file until the lease is disposed.</summary>
    public Lease Acquire(long generation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LogEngine));
            if (!_open.TryGetValue(generation, out var lease))
                _open.Add(generation, lease = new Lease(this, directory.Open(LogFileNames.Closed(generation), writable: false)));
            lease.Users++;
            return lease;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var generation in _open.Keys.ToArray())
                Let(generation);
        }
    }

    private void Let(long generation)
    {
        if (_open.Remove(generation, out var lease))
            lease.Dispose();
    }

    /// <summary>One user's hold on an open file. The owner counts as one.</summary>
    internal sealed class Lease(GenerationFiles owner, IDataFile file) : IDisposable
    {
        public IDataFile File { get; } = file;

        internal int Users { get; set; } = 1;

        public void Dispose()
        {
            lock (owner._gate)
            {
                if (--Users == 0)
                    File.Dispose();
            }
        }
    }
}
