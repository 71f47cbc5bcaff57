using System.Threading.Channels;
using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>What one sender tells of one key is handled in its order, whichever ways it goes.</summary>
public sealed class SenderOrderTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Each limit is checked once. Others check the same keys meanwhile, so that shortcuts open, and where one alone may be awake a partition, keys fall asleep all the time.
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task Check_should_find_the_limit_that_its_sender_has_set_before(int maxResident)
    {
        const int senders = 4;
        const int rounds = 150;
        var limiter = Open(SyncMode.Batch(), maxResident: maxResident);
        var limits = FlintLimits.Get(limiter.System).Ref;
        foreach (var sender in Enumerable.Range(0, senders))
            await limiter.LimitAsync($"k:{sender}", rounds, "1d");
        using var isOver = new CancellationTokenSource();
        var others = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; !isOver.IsCancellationRequested; i++)
                await limits.Ask<object>(new Check($"k:{i % senders}"), Patience);
        })).ToArray();

        List<long>[] seen;
        try
        {
            seen = await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
            {
                var (asker, key) = (new Asker(), $"k:{sender}");
                var results = new List<long>();
                for (var rate = 1; rate <= rounds; rate++)
                {
                    limits.Tell(new ConfigureLimit(key, rate, TimeSpan.FromDays(1)), asker);
                    limits.Tell(new Check(key), asker);
                    if (rate % 3 != 0)
                        continue;
                    for (var answers = 0; answers < 6; answers++)
                    {
                        if (await asker.ReceiveAsync() is CheckResult result)
                            results.Add(result.Limit);
                    }
                }
                return results.Order().ToList();
            })));
        }
        finally
        {
            await isOver.CancelAsync();
        }
        await Task.WhenAll(others);
        Assert.All(seen, limitsSeen => Assert.Equal(Enumerable.Range(1, rounds).Select(rate => (long)rate), limitsSeen));
        Assert.Equal(0, limiter.Waiting);
    }

    // Waits without a thread of the pool, which the actors need.
    private sealed class Asker : MinimalActorRef
    {
        private readonly Channel<object> _answers = Channel.CreateUnbounded<object>();

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "asker";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public Task<object> ReceiveAsync() => _answers.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        protected override void TellInternal(object message, IActorRef sender) => _answers.Writer.TryWrite(message);
    }
}
