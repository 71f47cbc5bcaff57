using Flint.Benchmarks.Load;
using Flint.Benchmarks.Results;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scenarios;

/// <summary>One line of the table.</summary>
/// <param name="Work">What is measured.</param>
/// <param name="Mode">How the log is synced: <c>always</c>, where each grant is on the disk before it is answered, or <c>batch</c>, by default or by time alone.</param>
/// <param name="Callers">How many ask at the same time.</param>
/// <param name="OpenAsync">Prepares the work.</param>
internal sealed record Scenario(string Work, Mode Mode, int Callers, Func<Place, Task<IWork>> OpenAsync)
{
    /// <summary>What is measured beside it, in turn with it.</summary>
    public IReadOnlyList<Yardstick> Beside { get; init; } = [];

    /// <summary>What is compared: how many a second, or the time of a round whose work is given.</summary>
    public Metric Compared { get; init; } = Metric.Rate;

    /// <summary>Takes long: left out of a quick run.</summary>
    public bool IsLong { get; init; }

    /// <summary>Runs in a process that has just been started: it is warmed up for seconds.</summary>
    public bool StartsCold { get; init; }

    /// <summary>Stands in the short table as well.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>Why it cannot be measured on this machine, or null.</summary>
    public Func<string?> Obstacle { get; init; } = () => null;

    public string Name => $"{Work} | {Mode.Name} | {Callers}";
}

/// <summary>How the log of a scenario is synced.</summary>
internal sealed record Mode(string Name, SyncMode Sync)
{
    public static readonly Mode Always = new("always", SyncMode.Always);
    public static readonly Mode Batch = new("batch", SyncMode.Batch());

    /// <summary>As <see cref="Batch"/>, but by time alone, as Redis does it: no number of events starts a sync.</summary>
    public static readonly Mode BatchByTime = new("batch by time", SyncMode.Batch(flushEveryEvents: int.MaxValue));

    /// <summary>Whether a grant waits for the disk.</summary>
    public bool IsDurable => !Sync.IsBatch;
}

/// <summary>Work that is ready to be measured.</summary>
internal interface IWork : IAsyncDisposable
{
    /// <summary>One round: about so long, unless how much it does is given.</summary>
    Task<Sample> RunAsync(TimeSpan length);
}

/// <summary>Work that is one function, and what has to be closed behind it.</summary>
internal sealed class Work(Func<TimeSpan, Task<Sample>> run, params IReadOnlyList<IAsyncDisposable> behind) : IWork
{
    public Task<Sample> RunAsync(TimeSpan length) => run(length);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in behind)
            await one.DisposeAsync();
    }
}
