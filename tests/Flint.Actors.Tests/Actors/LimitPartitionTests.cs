using Akka.Actor;
using Flint.Actors;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>A partition alone.</summary>
public sealed class LimitPartitionTests : InMemoryLimits
{
    [Fact]
    public async Task Key_whose_actor_could_not_be_made_should_not_be_taken_for_awake()
    {
        var context = Alone(new LimiterOptions { JournalPlugin = "there.is.no.such.journal" });
        var partition = Sys.ActorOf(Props.Create(() => new LimitPartition(context)));
        partition.Tell(TemplatesKnown.Instance);
        partition.Tell(OpenForUsers.Instance);

        partition.Tell(new ConfigureLimit("a", 1, TimeSpan.FromSeconds(1), Algorithm.TokenBucket));

        await AwaitAssertAsync(async () =>
        {
            Assert.Empty((await partition.Ask<AwakeKeys>(GetAwakeKeys.Instance, TimeSpan.FromSeconds(10))).Keys);
            Assert.Equal(0, context.Awake.Value);
        });
    }
}
