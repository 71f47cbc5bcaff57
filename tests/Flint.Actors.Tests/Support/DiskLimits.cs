using System.Diagnostics.Metrics;
using Akka.Actor;
using Flint.Actors.Journal.Log;
using Flint.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Tests.Support;

/// <summary>Embedded limiters over disks in memory, by a virtual clock; a killed one leaves the disk as the kill found it.</summary>
public abstract class DiskLimits : IAsyncDisposable, IAsyncLifetime
{
    private readonly List<Limiter> _open = [];

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    internal MemoryDisk Disk { get; private set; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Disk.Fault = null;
        foreach (var limiter in _open)
            await limiter.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a limiter over the disk as it is.</summary>
    internal Limiter Open(SyncMode? sync = null, int? snapshotEvery = null, TimeProvider? clock = null, int? historyKeep = null, long? compactMinSize = null,
        int? maxResident = null, TimeSpan? passivateAfter = null, int? maxWaiting = null, IMeterFactory? meters = null)
    {
        var disk = Disk;
        var options = new LimiterOptions
        {
            DataDirectory = "memory",
            Sync = sync,
            SnapshotEvery = snapshotEvery,
            HistoryKeep = historyKeep,
            CompactMinSize = compactMinSize,
            MaxResident = maxResident,
            PassivateAfter = passivateAfter,
            MaxWaiting = maxWaiting,
            MeterFactory = meters,
            TimeProvider = clock ?? Clock,
        };
        var limiter = Limiter.Open(options, (log, time, import) => LogEngine.Open(disk.Open(), log.Settings, time, import));
        _open.Add(limiter);
        return limiter;
    }

    /// <summary>From now on the disk is what a process killed at this moment would leave; the limiter goes on writing to the old one.</summary>
    internal void Kill() => Disk = Disk.Kill();

    /// <summary>From now on the disk is this one.</summary>
    internal void UseDisk(MemoryDisk disk) => Disk = disk;

    /// <summary>From now on the disk is what a power cut at this moment would leave.</summary>
    internal void CutPower() => Disk = Disk.PowerCut();

    /// <summary>Gives the key a limit, and wakes it, which a limit alone does not.</summary>
    internal static async Task LimitAwakeAsync(Limiter limiter, string key, long rate, string per)
    {
        await limiter.LimitAsync(key, rate, per);
        await limiter.ResetAsync(key);
    }

    internal static async Task<List<LimitStatus>> List(Limiter limiter)
    {
        var statuses = new List<LimitStatus>();
        await foreach (var status in limiter.ListAsync())
            statuses.Add(status);
        return statuses;
    }

    internal static async Task<List<LimitEvent>> History(ILimiter limiter, string key)
    {
        var events = new List<LimitEvent>();
        await foreach (var past in limiter.HistoryAsync(key))
            events.Add(past);
        return events;
    }

    /// <summary>Every partition, and whose actors are awake there.</summary>
    internal static async Task<List<(IActorRef Partition, IReadOnlyList<string> Keys)>> Partitions(Limiter limiter)
    {
        var partitions = new List<(IActorRef, IReadOnlyList<string>)>();
        foreach (var partition in limiter.Partitions)
            partitions.Add((partition, (await partition.Ask<AwakeKeys>(GetAwakeKeys.Instance, TimeSpan.FromSeconds(30))).Keys));
        return partitions;
    }

    internal static IActorRef Actor(Limiter limiter, string path) => limiter.System.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
}
