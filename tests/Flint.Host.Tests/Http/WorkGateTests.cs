using Flint.Host.Http;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Host.Tests.Http;

public sealed class WorkGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Who_finds_no_place_should_wait_for_one()
    {
        using var gate = new WorkGate(1, _time);
        var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var pass = await second;
    }

    [Fact]
    public async Task Who_waits_too_long_should_be_told_and_leave_the_place_to_others()
    {
        using var gate = new WorkGate(1, _time);
        var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();

        _time.Advance(WorkGate.Patience);

        Assert.Equal("1 requests have been in work for 5 s", (await Assert.ThrowsAsync<LimiterOverloadedException>(() => second)).Message);
        first.Dispose();
        using var third = await gate.EnterAsync(default);
    }

    [Fact]
    public async Task Who_goes_away_should_wait_no_longer()
    {
        using var gate = new WorkGate(1, _time);
        using var pass = await gate.EnterAsync(default);
        using var gone = new CancellationTokenSource();
        var waiting = gate.EnterAsync(gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
