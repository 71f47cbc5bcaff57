using System.Threading.Tasks.Sources;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Flint.Actors;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Tests.Actors;

public sealed class ReplyPromiseTests : TestKit
{
    private const short FirstRental = 0;

    private readonly ReplySweep _sweep = new(new FakeTimeProvider(), TimeSpan.FromSeconds(30));
    private readonly ReplyPool<string> _pool;

    public ReplyPromiseTests() => _pool = new ReplyPool<string>(((ExtendedActorSystem)Sys).Provider, _sweep);

    [Fact]
    public async Task Reading_a_reply_twice_should_not_touch_the_next_caller()
    {
        var (first, promise) = Send("first");
        promise.Tell("one");
        Assert.Equal("one", await first);
        var (second, same) = Send("second");
        Assert.Same(promise, same);
        promise.Tell("two");

        Assert.Throws<InvalidOperationException>(() => promise.GetResult(FirstRental));

        Assert.Equal("two", await second);
        Assert.NotSame(Send("third").Promise, Send("fourth").Promise);
    }

    [Fact]
    public async Task Reading_a_reply_too_early_should_leave_it_cancellable()
    {
        using var cancel = new CancellationTokenSource();
        var (task, promise) = Send("first", cancel.Token);

        Assert.Throws<InvalidOperationException>(() => promise.GetResult(FirstRental));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
    }

    [Fact]
    public void Caller_whose_context_is_gone_should_not_fail_the_one_who_answers()
    {
        var promise = new ReplyPromise<string>(_pool);
        promise.Rent(0, default);
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new GoneContext());
        promise.OnCompleted(_ => { }, null, FirstRental, ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
        SynchronizationContext.SetSynchronizationContext(before);

        promise.Tell("one");

        Assert.Equal("one", promise.GetResult(FirstRental));
    }

    protected override void AfterAll()
    {
        _sweep.Dispose();
        base.AfterAll();
    }

    private (Task<string> Task, ReplyPromise<string> Promise) Send(string request, CancellationToken ct = default)
    {
        var task = _pool.Send(TestActor, request, ct);
        ExpectMsg(request, cancellationToken: CancellationToken.None);
        return (Pending(task), (ReplyPromise<string>)LastSender);
    }

    // Awaited only when the test asks for it.
    private static Task<string> Pending(ValueTask<string> task) => task.AsTask();

    private sealed class GoneContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new ObjectDisposedException(nameof(GoneContext));
    }
}
