using System.Threading.Tasks.Sources;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>
/// Eight write()s of 220 bytes on a thread of the pool while the caller waits: what a check in batch from one caller may cost. The caller hands the work
/// over, and the answer is handed back to it: two hand-offs, with nothing allocated.
/// </summary>
internal sealed class HandOff(RawFile file) : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private const int Writes = 8;

    public static readonly Yardstick WithEightWrites = new("8 × write() and two hand-offs", OpenAsync);

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    private static Task<IWork> OpenAsync(Place place)
    {
        var file = new RawFile(Path.Combine(place.NewDirectory(), "raw"));
        var handOff = new HandOff(file);
        return Task.FromResult<IWork>(new Work(
            length =>
            {
                file.Empty();
                return Measured.LoopAsync(null, callers: 1, length, (_, _) => handOff.Send(), isDone => isDone);
            },
            file));
    }

    private ValueTask<bool> Send()
    {
        var task = new ValueTask<bool>(this, _core.Version);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return task;
    }

    public void Execute()
    {
        for (var i = 0; i < Writes; i++)
            file.Append(RawDisk.Line);
        _core.SetResult(true);
    }

    public bool GetResult(short token)
    {
        var result = _core.GetResult(token);
        _core.Reset();
        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
