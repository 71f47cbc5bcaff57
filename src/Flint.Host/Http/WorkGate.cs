namespace Flint.Host.Http;

/// <summary>
/// Bounds the requests in work. Entered when the body has been read, so that slow senders hold no place. Who finds no place waits, but not for long: a limit that
/// is told too late is of no use to anybody.
/// </summary>
internal sealed class WorkGate(int places, TimeProvider time) : IDisposable
{
    /// <summary>How long a request waits for a place.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(places, places);

    /// <summary>Waits for a place; dispose the pass to leave it.</summary>
    /// <exception cref="LimiterOverloadedException">None became free in time.</exception>
    public ValueTask<Pass> EnterAsync(CancellationToken ct) => _free.Wait(0, ct) ? new ValueTask<Pass>(new Pass(_free)) : WaitAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async ValueTask<Pass> WaitAsync(CancellationToken ct)
    {
        using var impatience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, impatience.Token);
        try
        {
            await _free.WaitAsync(either.Token);
            return new Pass(_free);
        }
        catch (OperationCanceledException) when (impatience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LimiterOverloadedException($"{places} requests have been in work for {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>A place that is taken.</summary>
    public readonly struct Pass(SemaphoreSlim free) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => free.Release();
    }
}
