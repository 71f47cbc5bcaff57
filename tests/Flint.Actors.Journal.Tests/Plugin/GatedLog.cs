using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Log;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>A log in <c>always</c> whose syncs wait at a gate that the test opens, or fail.</summary>
internal sealed class GatedLog
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _shut;
    private volatile bool _fail;

    public GatedLog(string directory) => Engine = LogEngine.Open(
        new GatedDirectory(new DiskDirectory(directory), Pass),
        new LogSettings(IsBatch: false, 100, TimeSpan.FromMilliseconds(100)),
        Time);

    public FakeTimeProvider Time { get; } = new();

    public LogEngine Engine { get; }

    /// <summary>How many syncs there were since it was shut.</summary>
    public int Syncs { get; private set; }

    /// <summary>From now on syncs wait.</summary>
    public void Shut()
    {
        _shut = true;
        Syncs = 0;
    }

    /// <summary>Returns when a sync stands at the gate.</summary>
    public void AwaitSync() => Assert.True(_reached.Task.Wait(TimeSpan.FromSeconds(10)), "no sync came");

    /// <summary>Lets the sync at the gate through, and all later ones.</summary>
    public void Open()
    {
        _shut = false;
        _gate.SetResult();
    }

    /// <summary>Fails the sync at the gate, and all later ones.</summary>
    public void Break()
    {
        _fail = true;
        Open();
    }

    private void Pass()
    {
        Syncs++;
        if (_shut)
        {
            _reached.TrySetResult();
            _gate.Task.Wait();
        }
        if (_fail)
            throw new FileOperationException("flint.aof", "fdatasync", 5, "the disk is gone");
    }
}
