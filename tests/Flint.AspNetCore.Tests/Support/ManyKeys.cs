using System.Runtime.CompilerServices;

namespace Flint.AspNetCore.Tests.Support;

/// <summary>A limiter that lists many keys, and counts how often.</summary>
internal sealed class ManyKeys(ILimiter limiter, int keys) : ForwardingLimiter(limiter)
{
    public int Reads { get; private set; }

    public override async IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        Reads++;
        await Task.CompletedTask;
        for (var i = 0; i < keys; i++)
            yield return new LimitStatus($"k{i:D9}", 1, TimeSpan.FromSeconds(1), Algorithm.TokenBucket, 1, DateTimeOffset.UnixEpoch, i, 0, i, 0, null, null, null);
    }
}
