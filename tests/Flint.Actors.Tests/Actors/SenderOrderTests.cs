using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>What one sender tells of one key is handled in its order, whichever ways it goes.</summary>
public sealed class SenderOrderTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Each limit is checked once, with one of another kind between now and then, so that shortcuts open and close; keys fall asleep, since few may be awake, and others use all of them meanwhile.
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
            seen = await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
            {
                var (asker, key) = (Inbox.Create(limiter.System), $"k:{sender}");
                var results = new List<long>();
                for (var rate = 1; rate <= rounds; rate++)
                {
                    limits.Tell(new ConfigureLimit(key, rate, TimeSpan.FromDays(1)), asker.Receiver);
                    limits.Tell(new Check(key), asker.Receiver);
                    if (rate % 3 != 0)
                        continue;
                    for (var answers = 0; answers < 6; answers++)
                    {
                        if (asker.Receive(Patience) is CheckResult result)
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
}
