using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>Closes once and for good: after it nothing is written, synced or acknowledged. For every thread.</summary>
internal sealed class FailureLatch
{
    private readonly Lock _gate = new();
    private readonly List<Action<StorageFailedException>> _handlers = [];
    private volatile StorageFailedException? _failure;

    public StorageFailedException? Failure => _failure;

    /// <summary>Calls the handler when the latch closes, at once if it has.</summary>
    public void OnFailure(Action<StorageFailedException> handler)
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                _handlers.Add(handler);
                return;
            }
        }
        handler(_failure);
    }

    /// <summary>Closes it; the failure that closed it first.</summary>
    public StorageFailedException Fail(FileOperationException cause)
    {
        Action<StorageFailedException>[] handlers;
        StorageFailedException failure;
        lock (_gate)
        {
            if (_failure is { } earlier)
                return earlier;
            _failure = failure = Describe(cause);
            handlers = [.. _handlers];
            _handlers.Clear();
        }
        foreach (var handler in handlers)
            handler(failure);
        return failure;
    }

    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new StorageFailedException(failure.Message, failure);
    }

    /// <summary>The failure as users read it: file, operation, the system's words, and the next step.</summary>
    public static StorageFailedException Describe(FileOperationException cause) =>
        new($"{cause.Message}; nothing more is written: open the directory again", cause);
}
