namespace Flint.AspNetCore.Tests.Support;

/// <summary>A limiter that fails, or gives no answer, while it is told to.</summary>
internal sealed class FaultyLimiter(ILimiter sound) : ForwardingLimiter(sound)
{
    /// <summary>What every check and status meets first; null: nothing.</summary>
    public Func<CancellationToken, Task>? Fault { get; set; }

    public override async ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default)
    {
        await (Fault?.Invoke(ct) ?? Task.CompletedTask);
        return await base.CheckAsync(key, cost, ct);
    }

    public override async ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default)
    {
        await (Fault?.Invoke(ct) ?? Task.CompletedTask);
        return await base.StatusAsync(key, ct);
    }
}
