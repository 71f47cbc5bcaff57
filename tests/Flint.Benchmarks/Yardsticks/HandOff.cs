using System.Threading.Tasks.Sources;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>
/// Eight write()s on a thread of the pool while the caller waits, each of as many bytes as a check has its log grow by: what a check in batch from one caller may cost. The caller hands the work
/// over, and the answer is handed back to it: two hand-offs, with nothing allocated.
/// </summary>
internal sealed class HandOff(RawFile file, byte[] bytes) : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private const int Writes = 8;

    public static readonly Yardstick WithEightWrites = new("8 × write() and two hand-offs", OpenAsync);

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    private static async Task<IWork> OpenAsync(Place place)
    {
        var file = new RawFile(Path.Combine(place.NewDirectory(), "raw"));
        var handOff = new HandOff(file, new byte[await Checks.BytesOfOneAsync(place)]);
        return new Work(
            async length =>
            {
                var sample = await Measured.LoopAsync(null, callers: 1, length, (_, _) => handOff.Send(), isDone => isDone);
                file.Empty(); // else the disk is still busy with it when the next is measured
                return sample;
            },
            file);
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
            file.Append(bytes);
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
