namespace Flint.Host.Http;

/// <summary>Bounds the requests in work. Entered when the body has been read, so that slow senders hold no place.</summary>
internal sealed class WorkGate(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);

    /// <summary>Waits for a place; dispose the pass to leave it.</summary>
    public ValueTask<Pass> EnterAsync(CancellationToken ct)
    {
        var entered = _free.WaitAsync(ct);
        return entered.IsCompletedSuccessfully ? new ValueTask<Pass>(new Pass(_free)) : WaitAsync(entered);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private async ValueTask<Pass> WaitAsync(Task entered)
    {
        await entered;
        return new Pass(_free);
    }

    /// <summary>A place that is taken.</summary>
    public readonly struct Pass(SemaphoreSlim free) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => free.Release();
    }
}
