namespace Flint.AspNetCore.Tests.Support;

/// <summary>Passes everything on to another limiter; a test overrides what it is about.</summary>
internal abstract class ForwardingLimiter(ILimiter limiter) : ILimiter
{
    public virtual ValueTask LimitAsync(string key, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        limiter.LimitAsync(key, rate, per, algorithm, ct);

    public virtual ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        limiter.LimitAsync(key, rate, per, algorithm, ct);

    public virtual ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm, bool onlyIfMissing, CancellationToken ct = default) =>
        limiter.LimitAsync(key, rate, per, algorithm, onlyIfMissing, ct);

    public virtual ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default) => limiter.CheckAsync(key, cost, ct);

    public virtual ValueTask<bool> AllowAsync(string key, long cost = 1, CancellationToken ct = default) => limiter.AllowAsync(key, cost, ct);

    public virtual ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) => limiter.CheckAllAsync(items, ct);

    public virtual ValueTask<bool> AllowAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) => limiter.AllowAllAsync(items, ct);

    public virtual ValueTask<CheckResult> PeekAsync(string key, long cost = 1, CancellationToken ct = default) => limiter.PeekAsync(key, cost, ct);

    public virtual ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default) => limiter.StatusAsync(key, ct);

    public virtual IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, CancellationToken ct = default) => limiter.ListAsync(prefix, ct);

    public virtual IAsyncEnumerable<LimitEvent> HistoryAsync(string key, CancellationToken ct = default) => limiter.HistoryAsync(key, ct);

    public virtual ValueTask<IReadOnlyList<LimitStatus>> TopAsync(TopBy by = TopBy.Denied, int limit = 20, CancellationToken ct = default) => limiter.TopAsync(by, limit, ct);

    public virtual ValueTask<IReadOnlyList<LimitTotals>> TotalsAsync(CancellationToken ct = default) => limiter.TotalsAsync(ct);

    public virtual ValueTask ResetAsync(string key, CancellationToken ct = default) => limiter.ResetAsync(key, ct);

    public virtual ValueTask FlushAsync(CancellationToken ct = default) => limiter.FlushAsync(ct);

    public virtual ValueTask CompactAsync(CancellationToken ct = default) => limiter.CompactAsync(ct);

    public virtual ValueTask<bool> RemoveAsync(string key, CancellationToken ct = default) => limiter.RemoveAsync(key, ct);

    public virtual ValueTask<long> PurgeAsync(string prefix, CancellationToken ct = default) => limiter.PurgeAsync(prefix, ct);

    public virtual ValueTask TemplateAsync(string pattern, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, string? idleTtl = null, CancellationToken ct = default) =>
        limiter.TemplateAsync(pattern, rate, per, algorithm, idleTtl, ct);

    public virtual ValueTask TemplateAsync(string pattern, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, TimeSpan? idleTtl = null, CancellationToken ct = default) =>
        limiter.TemplateAsync(pattern, rate, per, algorithm, idleTtl, ct);

    public virtual ValueTask<IReadOnlyList<LimitTemplate>> TemplatesAsync(CancellationToken ct = default) => limiter.TemplatesAsync(ct);

    public virtual ValueTask<bool> RemoveTemplateAsync(string pattern, CancellationToken ct = default) => limiter.RemoveTemplateAsync(pattern, ct);

    public virtual ValueTask<DoctorReport> DoctorAsync(CancellationToken ct = default) => limiter.DoctorAsync(ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
