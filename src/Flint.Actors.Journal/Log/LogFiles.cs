using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The log's files for those who read. A generation is opened when it is first read and stays open until it is retired (or the engine closes) and everyone
/// has let go who had pinned the files before. For every thread.
/// </summary>
internal sealed class LogFiles(IDataDirectory directory) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LogFile, IDataFile> _open = [];
    private Epoch _epoch = new();
    private bool _isClosed;

    /// <summary>Readers find this file open from now on.</summary>
    public void Add(LogFile file, IDataFile opened)
    {
        lock (_gate)
            _open.Add(file, opened);
    }

    /// <summary>Keeps every file that the index names from now on, until the pin is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public Pin Hold()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LogEngine));
            _epoch.Users++;
            return new Pin(this, _epoch);
        }
    }

    /// <summary>The index names these files no more: once nobody can have pinned them they are closed, and <paramref name="closed"/> is called, on any thread.</summary>
    public void Retire(Predicate<LogFile> files, Action? closed = null)
    {
        Epoch before;
        lock (_gate)
        {
            before = _epoch;
            _epoch = before.Next = new Epoch { Users = 2 };
            before.Left = () => Close(files, closed);
        }
        Leave(before);
    }

    public void Dispose()
    {
        lock (_gate)
            _isClosed = true;
        Retire(static _ => true);
    }

    private IDataFile Open(LogFile file)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(file, out var opened))
                _open.Add(file, opened = directory.Open(file.ClosedName, writable: false));
            return opened;
        }
    }

    // Nobody is left who came before or during the epoch: what was retired at its end goes. Every epoch is held by the one before it.
    private void Leave(Epoch? epoch)
    {
        while (epoch is not null)
        {
            lock (_gate)
            {
                if (--epoch.Users > 0)
                    return;
            }
            epoch.Left?.Invoke();
            epoch = epoch.Next;
        }
    }

    private void Close(Predicate<LogFile> files, Action? closed)
    {
        lock (_gate)
        {
            foreach (var file in _open.Keys.Where(file => files(file)).ToArray())
            {
                _open.Remove(file, out var opened);
                opened!.Dispose();
            }
        }
        closed?.Invoke();
    }

    /// <summary>A reader's hold.</summary>
    internal sealed class Pin(LogFiles owner, Epoch epoch) : IDisposable
    {
        private Epoch? _epoch = epoch;

        /// <summary>The file; open for as long as this pin is.</summary>
        public IDataFile Open(LogFile file) => owner.Open(file);

        public void Dispose() => owner.Leave(Interlocked.Exchange(ref _epoch, null));
    }

    /// <summary>The time between two retirements. It holds itself until it ends, and is held by the one before.</summary>
    internal sealed class Epoch
    {
        public int Users { get; set; } = 1;

        public Epoch? Next { get; set; }

        public Action? Left { get; set; }
    }
}
