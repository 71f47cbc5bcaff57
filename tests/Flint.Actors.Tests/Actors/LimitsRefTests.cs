using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Event;
using Flint.Actors;
using Flint.Messages;
using Flint.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.Tests.Actors;

/// <summary>What the ref that users send to adds to the directory's own: the short way, on which nobody's messages overtake each other.</summary>
public sealed class LimitsRefTests : InMemoryLimits
{
    [Fact]
    public async Task Check_of_a_key_in_use_should_go_past_its_partition()
    {
        await UseAsync("k");
        using var busy = await OccupyPartitionAsync("k");

        Assert.Equal(8, (await Ref.Ask<CheckResult>(new Check("k"), RemainingOrDefault)).Remaining);
    }

    [Fact]
    public async Task Check_should_not_overtake_what_its_sender_has_sent_before()
    {
        await UseAsync("k");
        using (await OccupyPartitionAsync("k"))
        {
            Ref.Tell(new ConfigureLimit("k", 500, TimeSpan.FromDays(1)), TestActor);
            Ref.Tell(new Check("k"), TestActor);
            Ref.Tell(new Peek("k"), TestActor);
        }

        Assert.Equal([500, 500], ReceiveN(3).OfType<CheckResult>().Select(result => result.Limit)); // a peek is answered at once, the others when they are safe
    }

    [Fact]
    public async Task Request_that_waits_at_its_key_should_be_on_its_way_no_more()
    {
        await UseAsync("k");
        var partition = await PartitionOfAsync("k");
        await partition.Ask<QuotaReserved>(new ReserveQuota(1, 0, "k", 9), RemainingOrDefault);

        Ref.Tell(new Check("k"), TestActor); // behind the hold
        await Limiter.StatusAsync("k");

        Assert.False(IsOnTheWay(((LimitsRef)Ref).Entrance));
        ExpectNoMsg(TimeSpan.Zero);
        partition.Tell(new ReleaseHold(1, "k"));
        Assert.True(ExpectMsg<CheckResult>().Allowed);
    }

    [Fact]
    public void Messages_of_one_sender_should_arrive_in_their_order_from_the_first_moment_on()
    {
        long[] rates = [.. Enumerable.Range(1, 200)];
        foreach (var rate in rates)
        {
            Ref.Tell(new ConfigureLimit("k", rate, TimeSpan.FromDays(1)), TestActor);
            Ref.Tell(new Peek("k"), TestActor);
        }

        Assert.Equal(rates, ReceiveN(2 * rates.Length).OfType<CheckResult>().Select(result => result.Limit));
    }

    [Fact]
    public void Request_should_stay_behind_what_its_sender_has_on_the_way()
    {
        var (routes, directory, partition) = (new LimitRoutes(), new Recorder(), new Recorder());
        var limits = new LimitsRef(directory, routes, EntranceTo(Alone()));

        limits.Tell(new Check("k"), TestActor); // before there are partitions
        routes.Open([partition]);
        limits.Tell(new Peek("k"), TestActor);
        Assert.Equal([new Check("k"), new Peek("k")], directory.Messages);

        limits.Tell(new Peek("k"), Another()); // nothing of his
        Assert.Equal([new Peek("k")], partition.Messages);
        directory.ArriveAll();
        limits.Tell(new GetStatus("k"), TestActor);
        Assert.Equal([new Peek("k"), new GetStatus("k")], partition.Messages);
    }

    [Fact]
    public void Nobody_s_request_should_overtake_a_change_of_the_limit()
    {
        foreach (IKeyRequest change in new IKeyRequest[] { new ConfigureLimit("k", 1, TimeSpan.FromDays(1)), new ResetLimit("k"), new RemoveLimit("k") })
        {
            var (routes, directory, partition) = (new LimitRoutes(), new Recorder(), new Recorder());
            var limits = new LimitsRef(directory, routes, EntranceTo(Alone()));
            routes.Open([partition]);

            limits.Tell(change, TestActor);
            limits.Tell(new Check("k"), Another());
            Assert.Equal([new Check("k")], directory.Messages);

            partition.ArriveAll();
            directory.ArriveAll();
            limits.Tell(new Check("k"), Another());
            Assert.Equal([change, new Check("k")], partition.Messages);
        }
    }

    [Fact]
    public void Answer_should_come_where_a_listener_throws()
    {
        using var mine = new Activity("mine").Start();
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Flint.Actors",
            Sample = (ref ActivityCreationOptions<ActivityContext> creation) => creation.Parent.SpanId == mine.SpanId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.ParentSpanId == mine.SpanId) // else it is another test's
                    throw new InvalidOperationException(span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(spans);
        var (context, directory) = (Alone(), new Recorder());
        new LimitsRef(directory, new LimitRoutes(), EntranceTo(context)).Tell(new Check("k"), TestActor);

        directory.AnswerAll(new Status.Failure(new LimitNotConfiguredException("k")));

        ExpectMsg<Status.Failure>();
        Assert.Same(mine, Activity.Current);
        Assert.Equal(0, context.Admission.Waiting);
    }

    [Fact]
    public void Answered_request_should_be_on_its_way_no_more()
    {
        var (context, directory) = (Alone(), new Recorder());
        var entrance = EntranceTo(context);
        new LimitsRef(directory, new LimitRoutes(), entrance).Tell(new Check("k"), TestActor);
        Assert.True(IsOnTheWay(entrance));

        directory.AnswerAll("no");

        ExpectMsg("no");
        Assert.False(IsOnTheWay(entrance));
        Assert.Equal(0, context.Admission.Waiting);
    }

    [Fact]
    public void Request_that_finds_too_many_waiting_should_be_refused_at_once()
    {
        var (context, directory) = (Alone(InMemory with { MaxWaiting = 1 }), new Recorder());
        var limits = new LimitsRef(directory, new LimitRoutes(), EntranceTo(context));

        limits.Tell(new Check("k"), TestActor);
        limits.Tell(new Check("k"), TestActor);

        Assert.IsType<LimiterOverloadedException>(ExpectMsg<Status.Failure>().Cause);
        Assert.Single(directory.Messages);
        Assert.Equal(1, context.Admission.Waiting);
    }

    [Fact]
    public void Request_should_be_let_in_where_a_listener_throws()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        var heard = new List<string>();
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) =>
        {
            heard.Add(instrument.Name);
            throw new InvalidOperationException(instrument.Name);
        });
        listener.Start();
        var context = Alone();
        var entrance = new Entrance(context, new CheckWatch(meters, context), Provider);

        Assert.All([new Check("k"), new CheckAll("k")], (object request) => entrance.Admit(request, TestActor)!.Tell("answer", ActorRefs.NoSender));

        Assert.Equal(["answer", "answer"], ReceiveN(2));
        Assert.Equal(["flint.checks", "flint.checks"], heard);
        Assert.Equal(0, context.Admission.Waiting);
    }

    [Fact]
    public async Task Ref_that_was_resolved_from_its_path_should_serve_as_well()
    {
        await Limiter.LimitAsync("k", 10, "1d");

        var resolved = (IActorRef)Ref.ToSurrogate(Sys).FromSurrogate(Sys);

        Assert.Equal(Ref, resolved);
        Assert.Equal(9, (await resolved.Ask<CheckResult>(new Check("k"), RemainingOrDefault)).Remaining);
        Assert.Equal(8, (await Sys.ActorSelection(Ref.Path).Ask<CheckResult>(new Check("k"), RemainingOrDefault)).Remaining);
        Assert.Equal(0, Limiter.Waiting);
    }

    [Fact]
    public void Request_that_met_a_key_as_it_fell_asleep_should_be_on_its_way_again_and_once()
    {
        var (mailbox, entrance) = (new KeyMailbox.Messages(), EntranceTo(Alone()));
        var asker = entrance.Admit(new Check("k"), TestActor)!;
        var partition = new Recorder(() => IsOnTheWay(entrance));
        Assert.True(mailbox.TryClose(arrived: 0, partition));
        asker.TookShortcut = true;

        mailbox.Enqueue(ActorRefs.Nobody, new Envelope(new Check("k"), asker));

        Assert.Equal([new Check("k")], partition.Messages);
        Assert.False(asker.TookShortcut);
        partition.ArriveAll();
        Assert.False(IsOnTheWay(entrance));
    }

    [Fact]
    public void Request_that_met_a_key_that_had_stopped_should_be_on_its_way_again_and_once()
    {
        var entrance = EntranceTo(Alone());
        var (routes, partition) = (new LimitRoutes(), new Recorder(() => IsOnTheWay(entrance)));
        routes.Open([partition]);
        var undelivered = UndeliveredRequests.Watch(Sys, () => null, new UnreadableKeys(), routes);
        var asker = entrance.Admit(new Check("k"), TestActor)!;
        asker.TookShortcut = true;

        undelivered.Tell(new DeadLetter(new Check("k"), asker, TestActor), ActorRefs.NoSender);

        Assert.Equal([new Check("k")], partition.Messages);
        Assert.False(asker.TookShortcut);
    }

    // What its sender has sent since may have come to the partition before.
    [Fact]
    public void Request_that_waited_at_a_key_as_it_stopped_should_be_refused()
    {
        var (mailbox, entrance) = (new KeyMailbox.Messages(), EntranceTo(Alone()));
        var asker = entrance.Admit(new Check("k"), TestActor)!;
        asker.TookShortcut = true;
        mailbox.Enqueue(ActorRefs.Nobody, new Envelope(new Check("k"), asker));

        mailbox.CleanUp(ActorRefs.Nobody, new KeyMailbox.Messages());

        Assert.False(asker.TookShortcut);
    }

    [Fact]
    public async Task Ref_should_be_watched_as_the_directory()
    {
        Watch(Ref);

        await Limiter.DisposeAsync();

        Assert.Equal(Ref, ExpectMsg<Terminated>().ActorRef);
    }

    [Fact]
    public async Task Request_of_limits_that_the_user_has_stopped_should_be_answered()
    {
        await UseAsync("k");
        Watch(Ref);
        Sys.Stop(Ref);
        ExpectTerminated(Ref);

        await Assert.ThrowsAsync<RequestNotDecidedException>(() => Ref.Ask<CheckResult>(new Check("k"), RemainingOrDefault));
        Assert.Equal(0, Limiter.Waiting);
    }

    private IActorRefProvider Provider => ((ExtendedActorSystem)Sys).Provider;

    private Entrance EntranceTo(LimiterContext context) => new(context, new CheckWatch(null, context), Provider);

    private bool IsOnTheWay(Entrance entrance) => entrance.OnTheWay.IsBefore(new Check("k"), TestActor);

    // Whose place is not by chance that of the test's actor.
    private Recorder Another()
    {
        Recorder another;
        do
            another = new Recorder();
        while (OnTheWay.PlaceOf(new Check("k"), another) == OnTheWay.PlaceOf(new Check("k"), TestActor));
        return another;
    }

    // The key is awake, and may be told past its partition.
    private async Task UseAsync(string key)
    {
        await Limiter.LimitAsync(key, 10, "1d");
        await Limiter.ResetAsync(key);
        await Limiter.CheckAsync(key);
        Assert.NotNull(Limiter.Shortcuts.Find(key));
    }

    // It waits in its answer to somebody until that is released.
    private async Task<Occupation> OccupyPartitionAsync(string key)
    {
        var occupation = new Occupation();
        (await PartitionOfAsync(key)).Tell(GetAwakeKeys.Instance, occupation);
        return occupation;
    }

    private async Task<IActorRef> PartitionOfAsync(string awakeKey)
    {
        foreach (var partition in Limiter.Partitions)
        {
            if ((await partition.Ask<AwakeKeys>(GetAwakeKeys.Instance, RemainingOrDefault)).Keys.Contains(awakeKey))
                return partition;
        }
        throw new InvalidOperationException($"{awakeKey} sleeps");
    }

    private sealed class Occupation : Recorder, IDisposable
    {
        private readonly ManualResetEventSlim _isOver = new();

        public void Dispose() => _isOver.Set();

        protected override void TellInternal(object message, IActorRef sender) => _isOver.Wait();
    }

    // With a condition that must hold whenever it is told something.
    private class Recorder(Func<bool>? condition = null) : MinimalActorRef
    {
        private readonly List<(object Message, IActorRef Sender)> _told = [];

        public IEnumerable<object> Messages => _told.Select(told => told.Message);

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "recorder";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public void ArriveAll() => _told.ForEach(told => ((AdmittedSender)told.Sender).Arrive());

        public void AnswerAll(object answer) => _told.ForEach(told => told.Sender.Tell(answer));

        protected override void TellInternal(object message, IActorRef sender)
        {
            Assert.NotEqual(false, condition?.Invoke());
            _told.Add((message, sender));
        }
    }
}
