using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Flint.Actors;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Tests.Actors;

public sealed class ReplyPromiseTests : TestKit
{
    private const short FirstRental = 0;

    private readonly FakeTimeProvider _time = new();
    private readonly Admission _admission = new(most: 100);
    private readonly ReplySweep _sweep;
    private readonly ReplyPool<string> _pool;

    public ReplyPromiseTests()
    {
        _sweep = new ReplySweep(_time, TimeSpan.FromSeconds(30));
        _pool = new ReplyPool<string>(((ExtendedActorSystem)Sys).Provider, _sweep, _admission);
    }

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

    [Fact]
    public void Reply_that_nobody_reads_should_be_left_to_the_garbage_collector()
    {
        var dropped = Drop();

        for (var i = 0; i < 32; i++)
            _time.Advance(TimeSpan.FromSeconds(1));

        GC.Collect();
        Assert.False(dropped.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Drop()
        {
            var asked = new Asked();
            var unread = _pool.Send(asked, "request", default);
            Assert.False(unread.IsCompleted);
            asked.Sender!.Tell("reply", ActorRefs.NoSender);
            var promise = new WeakReference(asked.Sender);
            asked.Sender = null;
            return promise;
        }
    }

    [Fact]
    public async Task Reply_that_is_read_late_should_still_be_there_and_belong_to_nobody_else()
    {
        var asked = new Asked();
        var late = _pool.Send(asked, "request", default);
        var promise = asked.Sender!;
        promise.Tell("reply", ActorRefs.NoSender);

        for (var i = 0; i < 32; i++)
            _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("reply", await late);
        _ = Send("next");
        Assert.NotSame(promise, LastSender); // no sweep looks after it any more
    }

    [Fact]
    public async Task Request_after_a_leap_of_the_clock_should_not_be_failed_by_the_ticks_that_the_leap_owes()
    {
        var time = new LateTicks();
        using var sweep = new ReplySweep(time, TimeSpan.FromSeconds(30));
        var pool = new ReplyPool<string>(((ExtendedActorSystem)Sys).Provider, sweep, _admission);
        var before = pool.Send(TestActor, "before", default);

        time.Leap(TimeSpan.FromMinutes(5));
        var after = pool.Send(TestActor, "after", default);
        time.Tick(300);

        await Assert.ThrowsAsync<RequestNotDecidedException>(async () => await before);
        Assert.False(after.IsCompleted);
        time.Leap(TimeSpan.FromSeconds(31));
        time.Tick(1);
        await Assert.ThrowsAsync<RequestNotDecidedException>(async () => await after);
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

    // As a virtual clock is for those who do not advance it: leaps first, and ticks when it comes to it.
    private sealed class LateTicks : TimeProvider
    {
        private Action? _tick;
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Leap(TimeSpan by) => _now += by.Ticks;

        public void Tick(int times)
        {
            for (var i = 0; i < times; i++)
                _tick!();
        }

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Asked : MinimalActorRef
    {
        public IActorRef? Sender { get; set; }

        public override ActorPath Path => throw new NotSupportedException();

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => Sender = sender;
    }

    private sealed class GoneContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new ObjectDisposedException(nameof(GoneContext));
    }
}
