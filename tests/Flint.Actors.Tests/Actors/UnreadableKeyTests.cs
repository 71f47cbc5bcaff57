using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>A key whose log holds what cannot be applied: found only when it is read, since its group is sound.</summary>
public sealed class UnreadableKeyTests : DiskLimits
{
    [Fact]
    public async Task Callers_should_be_told_why_and_other_keys_should_go_on()
    {
        var limiter = await OpenWithUnreadable("a");

        for (var i = 0; i < 2; i++)
        {
            Assert.Contains("the limit a cannot be read", (await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.StatusAsync("a"))).Message, StringComparison.Ordinal);
            Assert.Contains("the limit a cannot be read", (await Assert.ThrowsAsync<StorageFailedException>(async () => await Repeated(limiter))).Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAllAsync(["a", "b"]));
        Assert.Contains("the limit a cannot be read", (await Assert.ThrowsAsync<StorageFailedException>(() => History(limiter, "a"))).Message, StringComparison.Ordinal);
        Assert.True(await limiter.AllowAsync("b"));
        Assert.Null(limiter.Failure);
    }

    [Fact]
    public async Task Check_of_it_in_its_sleep_should_fail_nobody_else_of_its_partition()
    {
        var limiter = await OpenWithUnreadable("a", isDriven: false);

        await Assert.ThrowsAsync<StorageFailedException>(async () => await Repeated(limiter));

        Assert.True(await limiter.AllowAsync("b"));
        Assert.Null(limiter.Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Compaction_should_name_it_and_leave_everything_as_it_was(bool isAskedBefore)
    {
        var limiter = await OpenWithUnreadable("a");
        if (isAskedBefore)
            await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.TotalsAsync());

        Assert.Contains("the limit a cannot be read", (await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CompactAsync())).Message, StringComparison.Ordinal);

        Assert.True(await limiter.AllowAsync("b"));
        Assert.Null(limiter.Failure);
    }

    [Fact]
    public async Task Open_part_of_it_should_not_come_back_for_ever()
    {
        var limiter = await OpenWithUnreadable("a");
        var lost = Inbox.Create(limiter.System);
        limiter.System.EventStream.Subscribe(lost.Receiver, typeof(DeadLetter));

        await Assert.ThrowsAsync<StorageFailedException>(async () => await Repeated(limiter));
        for (var i = 0; i < 200; i++)
            await limiter.CheckAsync("b");

        lost.Receiver.Tell("end");
        var parts = 0;
        while (lost.Receive(TimeSpan.FromSeconds(10)) is DeadLetter letter)
            parts += letter.Message is CommitPart ? 1 : 0;
        Assert.InRange(parts, 0, 3);
    }

    // Until the partition has heard that the key's actor stopped, a request may meet it and is told to repeat.
    private static async Task Repeated(Limiter limiter)
    {
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                await limiter.CheckAsync("a");
                return;
            }
            catch (RequestNotDecidedException)
            {
                // its reason is another
            }
        }
    }

    // Reopened with an open part at the key as well.
    private async Task<Limiter> OpenWithUnreadable(string key, bool isDriven = true)
    {
        var limiter = Open(maxResident: 1);
        foreach (var each in new[] { key, "b" })
            await limiter.LimitAsync(each, 1000, "1d");
        if (isDriven)
            Assert.True(await limiter.AllowAllAsync([key, "b"]));
        await limiter.FlushAsync(); // it has its part
        await limiter.System.ActorOf(Props.Create(() => new Vandal(KeyIds.Of(key)))).Ask<string>("go", TimeSpan.FromSeconds(10));
        Kill();
        return Open(maxResident: 1);
    }

    private sealed class Vandal : UntypedPersistentActor
    {
        public Vandal(string id)
        {
            PersistenceId = id;
            JournalPluginId = "akka.persistence.journal.flint";
            SnapshotPluginId = "akka.persistence.snapshot-store.flint";
        }

        public override string PersistenceId { get; }

        protected override void OnRecover(object message)
        {
        }

        protected override void OnCommand(object message)
        {
            var asker = Sender;
            Persist(new CheckAllsDecided(0, []), _ => asker.Tell("done"));
        }
    }
}
