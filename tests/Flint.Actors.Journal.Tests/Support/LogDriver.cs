using System.Text;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>Drives an engine as the journal does, and remembers what was issued and what was acknowledged.</summary>
public sealed class LogDriver(LogEngine engine, LogHistory? history = null) : IDisposable
{
    public static readonly LogSettings Always = new(IsBatch: false, 100, TimeSpan.FromMilliseconds(100));
    public static readonly LogSettings Batch = new(IsBatch: true, 100, TimeSpan.FromMilliseconds(100));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<(string Pid, long SequenceNr)> _open = [];

    public LogEngine Engine { get; } = engine;

    public LogHistory History { get; } = history ?? new LogHistory();

    public IReadOnlyList<(string Pid, long SequenceNr)> Issued => History.Issued;

    public IReadOnlyList<(string Pid, long SequenceNr)> Acknowledged => History.Acknowledged;

    public static LogDriver Open(MemoryDisk disk, LogSettings? settings = null, TimeProvider? time = null, LogHistory? history = null) =>
        new(LogEngine.Open(disk.Open(), settings ?? Always, time), history);

    public static LogRecord Event(string pid, long sequenceNr, string? json = null, long time = 0) => new()
    {
        Kind = RecordKind.Event,
        PersistenceId = pid,
        SequenceNr = sequenceNr,
        Writer = "w",
        SerializerId = 7,
        TypeManifest = "t",
        Time = time,
        Count = 1,
        Payload = Encoding.UTF8.GetBytes(json ?? $"{{\"n\":{sequenceNr}}}"),
        PayloadIsJson = true,
    };

    /// <summary>Appends the next event of the persistence id.</summary>
    public void Append(string pid = "a", string? json = null)
    {
        var next = Engine.HighestSequenceNr(pid) + 1;
        Engine.Append(Event(pid, next, json));
        _open.Add((pid, next));
        History.Issue(pid, next);
    }

    /// <summary>Commits what was appended; completes with the callback.</summary>
    public Task<StorageFailedException?> CommitAsync() => Call(Engine.Commit);

    /// <summary>Commits what was appended and waits for the callback.</summary>
    public StorageFailedException? Commit() => Wait(CommitAsync());

    /// <summary>Appends one event and commits it.</summary>
    public StorageFailedException? Write(string pid = "a", string? json = null)
    {
        Append(pid, json);
        return Commit();
    }

    public StorageFailedException? Rotate() => Wait(Call(Engine.Rotate));

    /// <summary>Rotates if there is something to rotate for, and compacts with a <see cref="CountingFold"/>; null or the failure.</summary>
    public StorageFailedException? Compact()
    {
        if (!Engine.IsRotated && Rotate() is { } failure)
            return failure;
        try
        {
            Wait(Engine.CompactAsync(new CountingFold()));
            return null;
        }
        catch (AggregateException e) when (e.InnerException is StorageFailedException cause)
        {
            return cause;
        }
    }

    /// <summary>The events of the persistence id that the log holds, be they folded or not.</summary>
    public IReadOnlyList<long> Numbers(string pid = "a") => [.. Engine.Read(pid, 1, long.MaxValue).SelectMany(Numbers)];

    private static IEnumerable<long> Numbers(LogRecord line)
    {
        if (line.Kind != RecordKind.State)
            return [line.SequenceNr];
        Assert.Equal(line.SequenceNr, CountingFold.Count(line));
        return Enumerable.Range(1, (int)line.SequenceNr).Select(number => (long)number);
    }

    public static T Wait<T>(Task<T> task)
    {
        Assert.True(task.Wait(Patience), "it did not come");
        return task.Result;
    }

    public static void Wait(Task task) => Assert.True(task.Wait(Patience), "it did not come");

    public void Dispose() => Engine.Dispose();

    private Task<StorageFailedException?> Call(Action<Action<StorageFailedException?>> commit)
    {
        var done = new TaskCompletionSource<StorageFailedException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        (string, long)[] group = [.. _open];
        _open.Clear();
        commit(failure =>
        {
            if (failure is null)
                History.Acknowledge(group);
            done.SetResult(failure);
        });
        return done.Task;
    }
}
