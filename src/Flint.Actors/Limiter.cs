using System.Runtime.CompilerServices;
using Akka;
using Akka.Actor;
using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Hosting;
using Flint.Messages;
using Flint.State;

namespace Flint;

/// <summary>The embedded limiter: durable rate limiting in this process, over one directory.</summary>
/// <example><code>
/// await using var limiter = await Limiter.OpenAsync(".flint");
/// await limiter.LimitAsync("api:user-42", rate: 100, per: "1m");
/// var result = await limiter.CheckAsync("api:user-42");
/// </code></example>
public sealed partial class Limiter : ILimiter
{
    private readonly FlintLimits _limits;
    private readonly LogEngine? _log;
    private readonly OpeningTotals? _totals;
    private readonly LimiterContext _context;
    private readonly LimitRoutes _routes;
    private readonly CheckWatch _watch;
    private readonly ReplySweep _sweep;
    private readonly ReplyPool<CheckResult> _checks;
    private readonly ReplyPool<CheckAllResult> _checkAlls;
    private readonly ReplyPool<LimitStatus?> _statuses;
    private readonly ReplyPool<Done> _changes;
    private readonly ReplyPool<Done?> _removals;
    private readonly ReplyPool<Recorded> _records;
    private readonly ReplyPool<TemplatesSnapshot> _templates;
    private readonly ReplyPool<TemplateRemoval> _templateRemovals;
    private readonly Doctor _doctor;
    private readonly LimitListing _listing;
    private ActorSystem? _ownedSystem;
    private Task? _disposal;

    internal Limiter(FlintLimits limits, LogEngine? log, OpeningTotals? totals, LimiterContext context, LimitRoutes routes, CheckWatch watch)
    {
        (_limits, _log, _totals, _context, _routes, _watch) = (limits, log, totals, context, routes, watch);
        var provider = ((IInternalActorRef)limits.Ref).Provider;
        _doctor = new Doctor(context.Settings.HistoryKeep, context.Time);
        _sweep = new ReplySweep(context.Time, context.Settings.RequestTimeout);
        _checks = new ReplyPool<CheckResult>(provider, _sweep, context.Admission);
        _checkAlls = new ReplyPool<CheckAllResult>(provider, _sweep, context.Admission);
        _statuses = new ReplyPool<LimitStatus?>(provider, _sweep, context.Admission, IsUnknown);
        _changes = new ReplyPool<Done>(provider, _sweep, context.Admission);
        _removals = new ReplyPool<Done?>(provider, _sweep, context.Admission, IsUnknown);
        _records = new ReplyPool<Recorded>(provider, _sweep, context.Admission);
        _templates = new ReplyPool<TemplatesSnapshot>(provider, _sweep, context.Admission);
        _templateRemovals = new ReplyPool<TemplateRemoval>(provider, _sweep, context.Admission);
        _listing = new LimitListing(context, routes, limits.Ref, provider, _sweep);

        static bool IsUnknown(Exception cause) => cause is LimitNotConfiguredException;
    }

    /// <summary>The directory that <c>flint.conf</c> names.</summary>
    public static string DefaultDataDirectory => FlintConfig.Default.GetString("flint.data-dir");

    /// <summary>Why nothing is granted any more, or null while all is sound.</summary>
    public StorageFailedException? Failure => _limits.Failure;

    /// <summary>What was found and repaired when the log was opened; null on a journal other than Flint's.</summary>
    public OpeningReport? Opening => _log?.Opening;

    /// <summary>The system whose actors these are.</summary>
    internal ActorSystem System => _limits.System;

    /// <summary>How many requests wait.</summary>
    internal int Waiting => _context.Admission.Waiting;

    /// <summary>The actors that share the keys.</summary>
    internal IReadOnlyList<IActorRef> Partitions => _routes.Partitions;

    /// <summary>The ways past them.</summary>
    internal Shortcuts Shortcuts => _context.Shortcuts;

    /// <summary>Tells whoever finds the directory locked at which URL this limiter is served.</summary>
    public void Announce(string serverUrl) => _log?.Announce(serverUrl);

    /// <inheritdoc/>
    public async ValueTask LimitAsync(string key, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        await LimitAsync(key, rate, Duration.Parse(per), algorithm, onlyIfMissing: false, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        LimitAsync(key, rate, per, algorithm, onlyIfMissing: false, ct);

    /// <inheritdoc/>
    public async ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm, bool onlyIfMissing, CancellationToken ct = default) =>
        await _changes.Send(To(key), new ConfigureLimit(key, rate, per, algorithm, onlyIfMissing), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default) =>
        Send(_checks, ToCheck(key), new Check(key, cost), ct);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> AllowAsync(string key, long cost = 1, CancellationToken ct = default) =>
        (await CheckAsync(key, cost, ct).ConfigureAwait(false)).Allowed;

    /// <inheritdoc/>
    public ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) =>
        Send(_checkAlls, _limits.Ref, new CheckAll(items), ct);

    /// <inheritdoc/>
    public async ValueTask<bool> AllowAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) =>
        (await CheckAllAsync(items, ct).ConfigureAwait(false)).Allowed;

    /// <inheritdoc/>
    public ValueTask<CheckResult> PeekAsync(string key, long cost = 1, CancellationToken ct = default) =>
        _checks.Send(To(key), new Peek(key, cost), ct);

    /// <inheritdoc/>
    public ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default) =>
        _statuses.Send(To(key), new GetStatus(key), ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, CancellationToken ct = default) => ListAsync(prefix, after: null, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<LimitStatus> ListAsync(string? prefix, string? after, CancellationToken ct = default) => _listing.ListAsync(prefix ?? "", after, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LimitEvent> HistoryAsync(string key, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var history = _context.History ?? throw NotOurLog("history is read from");
        await _records.Send(To(key), new RecordKey(key), ct).ConfigureAwait(false);
        foreach (var entry in ReadPast(history, key))
            yield return PastEvents.Of(key, entry, _context.Clock);
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string key, CancellationToken ct = default) =>
        await _changes.Send(To(key), new ResetLimit(key), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken ct = default) =>
        await _removals.Send(To(key), new RemoveLimit(key), ct).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async ValueTask<long> PurgeAsync(string prefix, CancellationToken ct = default)
    {
        LimitRules.RequirePrefix(prefix);
        var removed = 0L;
        var keys = await _listing.KeysAsync(prefix, after: null, ct).ConfigureAwait(false);
        foreach (var some in keys.Chunk(AtOnce))
            removed += (await Task.WhenAll(some.Select(key => RemoveAsync(key, ct).AsTask())).ConfigureAwait(false)).Count(wasThere => wasThere);
        return removed;
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken ct = default)
    {
        await _records.Send(_limits.Ref, RecordEverything.Instance, ct).ConfigureAwait(false);
        if (_log is null)
            return;
        var timeout = _context.Settings.RequestTimeout;
        try
        {
            await _log.FlushAsync().WaitAsync(timeout, _context.Time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new OutcomeUnknownException($"no sync of the disk within {timeout}: what was answered may not be on it", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(CancellationToken ct = default)
    {
        var log = _log ?? throw NotOurLog("compaction works on");
        await _records.Send(_limits.Ref, RecordEverything.Instance, ct).ConfigureAwait(false);
        await FlintLogs.For(System).CompactAsync(log).WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DoctorReport> DoctorAsync(CancellationToken ct = default)
    {
        var log = _log ?? throw NotOurLog("the doctor looks at");
        try
        {
            await _records.Send(_limits.Ref, RecordEverything.Instance, ct).ConfigureAwait(false);
        }
        catch (StorageFailedException)
        {
            // The report says so.
        }
        return await _doctor.ExamineAsync(log, () => Failure, ct).ConfigureAwait(false);
    }

    /// <summary>Finishes and records what was accepted, flushes and closes; on an actor system of the user's, the log stays open and locked until that system terminates.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_sweep)
            _disposal ??= CloseAsync();
        return new ValueTask(_disposal);
    }

    /// <summary>The actors are gone: whoever still waits is told, and nobody is let in.</summary>
    internal void Forsake()
    {
        _sweep.Dispose();
        _watch.Dispose();
    }

    private async Task CloseAsync()
    {
        await _limits.StopAsync().ConfigureAwait(false);
        if (_ownedSystem is { } system)
        {
            var logs = FlintLogs.For(system);
            await system.Terminate().ConfigureAwait(false);
            await logs.Closed.ConfigureAwait(false);
        }
        else if (System.WhenTerminated.IsCompleted)
        {
            await FlintLogs.For(System).Closed.ConfigureAwait(false); // whoever opens the directory next finds it unlocked
        }
        else if (_log is { Failure: null })
        {
            await _log.FlushAsync().ConfigureAwait(false);
        }
        Forsake();
    }

    // How many keys are asked side by side by what looks at many, unless fewer requests may wait at all.
    private int AtOnce => Math.Min(256, _context.Settings.MaxWaiting);

    private IActorRef ToCheck(string key) => Shortcuts.Find(key ?? "") ?? To(key!);

    private IActorRef To(string key) => _routes.For(key ?? "", _limits.Ref);

    private ValueTask<T> Send<T>(ReplyPool<T> pool, IActorRef to, ILimiterRequest check, CancellationToken ct) =>
        _watch.IsOn ? _watch.SendAsync(pool, to, check, ct) : pool.Send(to, check, ct);

    private NotSupportedException NotOurLog(string what) =>
        new($"{what} Flint's own log, and this limiter writes to {_context.Settings.JournalPlugin}");

    private IReadOnlyList<LimitEntry> ReadPast(IKeyHistory history, string key)
    {
        try
        {
            return history.Read(key, _context.Settings.HistoryKeep);
        }
        catch (Exception e) when (e is not (FlintException or ObjectDisposedException))
        {
            throw UnreadableKeys.Failure(key, e);
        }
    }
}
