using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class SpansTests : DiskLimits, IDisposable
{
    // By sha256sum, so that whoever looks for a key finds it.
    private const string Key = "spans:one";
    private const string Hash = "1c9958a712460472";
    private const string Other = "spans:other";
    private const string OtherHash = "5fa922a21f484349";

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public SpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Flint.Actors",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Check_should_be_a_span_of_its_caller_that_tells_the_decision_and_the_wait()
    {
        var limiter = await OpenAsync();
        using var caller = new Activity("caller").Start();

        await limiter.CheckAsync(Key);
        Assert.Same(caller, Activity.Current);
        Clock.Advance(TimeSpan.FromSeconds(6));
        await limiter.AllowAsync(Key);

        Assert.Equal(
            [
                $"flint.check Unset flint.key.hash={Hash} flint.cost=1 flint.decision=allowed flint.algorithm=token_bucket flint.wait=0",
                $"flint.check Unset flint.key.hash={Hash} flint.cost=1 flint.decision=denied flint.algorithm=token_bucket flint.wait=0 flint.retry_after=54",
            ],
            Mine().Select(Shown));
        Assert.All(Mine(), span => Assert.Equal((caller.TraceId, caller.SpanId), (span.TraceId, span.ParentSpanId)));
    }

    [Fact]
    public async Task Check_by_a_message_should_be_a_span_of_who_sends_it_and_nobody_else_s()
    {
        var limiter = await OpenAsync();
        var limits = FlintLimits.Get(limiter.System).Ref;
        using var asker = new Activity("asker").Start();
        var answered = new Answered();

        limits.Tell(new Check(Key), answered);
        Assert.Same(asker, Activity.Current);
        var onTheThreadOfTheAnswer = await answered.Current;

        Assert.NotSame(asker, onTheThreadOfTheAnswer);
        Assert.Equal((asker.TraceId, asker.SpanId), Mine().Select(span => (span.TraceId, span.ParentSpanId)).Single());
    }

    [Fact]
    public async Task Ask_should_leave_no_span_behind_where_what_its_asker_was_doing_has_ended()
    {
        var limiter = await OpenAsync();
        using var asker = new Activity("asker").Start();
        var hasEnded = new TaskCompletionSource();
        var asking = Task.Run(async () =>
        {
            await hasEnded.Task;
            Assert.Same(asker, Activity.Current);
            await FlintLimits.Get(limiter.System).Ref.Ask<CheckResult>(new Check(Key));
            return Activity.Current;
        });

        asker.Stop();
        hasEnded.SetResult();

        Assert.Null(await asking);
        Assert.Single(Mine());
    }

    [Fact]
    public async Task Wait_should_end_with_the_decision_and_leave_the_disk_out()
    {
        var limiter = await OpenAsync();
        var partition = (await Partitions(limiter)).Single(p => p.Keys.Contains(Key)).Partition;
        await partition.Ask<QuotaReserved>(new ReserveQuota(1, 0, Key, 1));
        using var hold = Disk.Hold = new SyncHold();

        var check = limiter.CheckAsync(Key); // hangs on the reservation
        var ask = FlintLimits.Get(limiter.System).Ref.Ask<CheckAllResult>(new CheckAll(Other));
        hold.WaitForSync();
        Clock.Advance(TimeSpan.FromSeconds(2));
        partition.Tell(new ReleaseHold(1, Key));
        await limiter.PeekAsync(Key);
        Clock.Advance(TimeSpan.FromSeconds(3));
        hold.Dispose();
        await check;
        await ask;

        Assert.Equal([("flint.check", 2), ("flint.check_all", 0)], Mine().Select(span => (span.OperationName, (double)span.GetTagItem("flint.wait")!)).Order());
    }

    [Fact]
    public async Task Check_all_should_tell_its_keys_and_which_of_them_refused()
    {
        var limiter = await OpenAsync();

        await limiter.CheckAllAsync([Other, Key]);
        await limiter.CheckAllAsync([Other, Key]);

        Assert.Equal(
            [
                $"flint.check_all Unset flint.key.hash={OtherHash},{Hash} flint.decision=allowed flint.wait=0",
                $"flint.check_all Unset flint.key.hash={OtherHash},{Hash} flint.denied_key.hash={Hash} flint.decision=denied flint.algorithm=token_bucket flint.wait=0 flint.retry_after=60",
            ],
            Mine().Select(Shown));
    }

    [Fact]
    public async Task Check_that_fails_should_be_a_failed_span_that_does_not_tell_the_key()
    {
        var limiter = await OpenAsync();
        await limiter.RemoveAsync(Key);

        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync(Key));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(() => FlintLimits.Get(limiter.System).Ref.Ask<CheckResult>(new Check(Key)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.CheckAsync(Key, 1, new CancellationToken(canceled: true)));

        Assert.Equal(
            [
                $"flint.check Error flint.key.hash={Hash} flint.cost=1 error.type=Flint.LimitNotConfiguredException",
                $"flint.check Error flint.key.hash={Hash} flint.cost=1 error.type=Flint.LimitNotConfiguredException",
                $"flint.check Unset flint.key.hash={Hash} flint.cost=1 error.type=System.Threading.Tasks.TaskCanceledException",
            ],
            Mine().Select(Shown));
        Assert.DoesNotContain(Mine(), span => span.StatusDescription?.Contains(Key, StringComparison.Ordinal) == true);
    }

    // What goes on where it is told the answer.
    private sealed class Answered : MinimalActorRef
    {
        private readonly TaskCompletionSource<Activity?> _current = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Activity?> Current => _current.Task;

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "answered";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => _current.SetResult(Activity.Current);
    }

    private async Task<Limiter> OpenAsync()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, Key, 1, "1m");
        await LimitAwakeAsync(limiter, Other, 100, "1m");
        return limiter;
    }

    // Other limiters of this process are heard, too.
    private IEnumerable<Activity> Mine() => _spans.Where(span => Tag(span, "flint.key.hash") is var hash && (hash.Contains(Hash, StringComparison.Ordinal) || hash.Contains(OtherHash, StringComparison.Ordinal)));

    private static string Shown(Activity span) =>
        string.Join(' ', [span.OperationName, span.Status, .. span.TagObjects.Select(tag => $"{tag.Key}={Tag(span, tag.Key)}")]);

    private static string Tag(Activity span, string name) => span.GetTagItem(name) is string[] several ? string.Join(',', several) : $"{span.GetTagItem(name)}";
}
