namespace Flint.AspNetCore.Tests.Support;

/// <summary>Cannot list its limits, as one whose storage has failed.</summary>
internal sealed class Unreadable(ILimiter limiter) : ForwardingLimiter(limiter)
{
    public override IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, CancellationToken ct = default) => throw new StorageFailedException("the disk is gone");
}
