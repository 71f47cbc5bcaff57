using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Akka.Actor;
using Flint.Actors;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>The framework's token bucket, which forgets everything with its process, behind <see cref="ILimiter.CheckAsync"/>'s shape: a key in, a <see cref="CheckResult"/> out.</summary>
internal static class InMemory
{
    public const string DirectName = "TokenBucketRateLimiter, called directly";
    public const string FacadeName = "TokenBucketRateLimiter behind the same facade";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asked on the caller's own thread: nothing is handed over, nobody waits.</summary>
    public static Yardstick Direct(int callers, bool isEmpty = false) => new(DirectName, _ =>
    {
        var limiters = new FrameworkLimits(isEmpty);
        return Task.FromResult<IWork>(new Work(length => Measured.LoopAsync(
            null, callers, length, (caller, n) => ValueTask.FromResult(limiters.Check(Scenarios.Limits.Hot[0], 1)), result => result.Allowed != isEmpty)));
    });

    /// <summary>Asked as ours is: the request is handed to an actor that owns the limiters, the answer comes by the same pooled promise. What is left out is our state and our log.</summary>
    public static Yardstick BehindFacade(int callers, bool isEmpty = false) => new(FacadeName, _ =>
    {
        var system = ActorSystem.Create("framework", "akka.loglevel = WARNING");
        var owner = system.ActorOf(Props.CreateBy(new Producer(isEmpty)));
        var sweep = new ReplySweep(TimeProvider.System, Patience);
        var pool = new ReplyPool<CheckResult>(((IInternalActorRef)owner).Provider, sweep, new Admission(int.MaxValue));
        return Task.FromResult<IWork>(new Work(
            length => Measured.LoopAsync(null, callers, length, (_, _) => pool.Send(owner, new Check(Scenarios.Limits.Hot[0]), default), result => result.Allowed != isEmpty),
            new Closing(system, sweep)));
    });

    private sealed class FrameworkLimits(bool isEmpty)
    {
        private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _limiters = new();

        public CheckResult Check(string key, int cost)
        {
            var limiter = _limiters.GetOrAdd(key, static (_, isEmpty) => New(isEmpty), isEmpty);
            using var lease = limiter.AttemptAcquire(cost);
            var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : (TimeSpan?)null;
            return new CheckResult(key, lease.IsAcquired, cost, int.MaxValue, limiter.GetStatistics()!.CurrentAvailablePermits, DateTimeOffset.UtcNow, retryAfter, Algorithm.TokenBucket);
        }

        private static TokenBucketRateLimiter New(bool isEmpty)
        {
            var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = isEmpty ? 1 : int.MaxValue,
                TokensPerPeriod = isEmpty ? 1 : int.MaxValue,
                ReplenishmentPeriod = isEmpty ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(1),
            });
            if (isEmpty)
                limiter.AttemptAcquire(1).Dispose();
            return limiter;
        }
    }

    private sealed class Owner(bool isEmpty) : ActorBase
    {
        private readonly FrameworkLimits _limits = new(isEmpty);

        protected override bool Receive(object message)
        {
            if (message is not Check check)
                return false;
            Sender.Tell(_limits.Check(check.Key, (int)check.Cost), ActorRefs.NoSender);
            return true;
        }
    }

    private sealed class Producer(bool isEmpty) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Owner);

        public ActorBase Produce() => new Owner(isEmpty);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class Closing(ActorSystem system, ReplySweep sweep) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await system.Terminate();
            sweep.Dispose();
        }
    }
}
