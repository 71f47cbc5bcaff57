using Akka.Actor;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class PeekTests : DiskLimits
{
    public static TheoryData<Algorithm> Algorithms => [.. Enum.GetValues<Algorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Peek_should_say_what_the_check_then_says_asleep_and_awake(Algorithm algorithm)
    {
        var random = new Random(7);
        var limiter = Open(SyncMode.Batch());
        await limiter.LimitAsync("k", 9, "1m", algorithm);
        for (var i = 0; i < 60; i++)
        {
            if (i % 7 == 0)
            {
                await limiter.DisposeAsync();
                limiter = Open(SyncMode.Batch()); // every key sleeps
            }
            var cost = random.Next(1, 10);

            var peek = await limiter.PeekAsync("k", cost);

            Assert.Equal(peek, await limiter.CheckAsync("k", cost));
            Clock.Advance(TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond * 20)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peek_should_change_nothing_and_write_nothing(bool awake)
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 3, "1h");
        await limiter.CheckAsync("k");
        if (!awake)
        {
            await limiter.DisposeAsync();
            limiter = Open();
        }
        var (status, log) = (await limiter.StatusAsync("k"), await LogAsync(limiter));

        Assert.True((await limiter.PeekAsync("k", 2)).Allowed);
        Assert.False((await limiter.PeekAsync("k", 3)).Allowed);

        Assert.Equal(status, await limiter.StatusAsync("k"));
        Assert.Equal(log, await LogAsync(limiter));
        Assert.Equal(2, (await History(limiter, "k")).Count);
    }

    [Fact]
    public async Task Peek_should_wake_no_sleeping_key()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 3, "1h");
        await limiter.DisposeAsync();
        limiter = Open();

        Assert.True((await limiter.PeekAsync("k")).Allowed);

        Assert.Empty(await AwakeAsync(limiter));
        await limiter.ResetAsync("k");
        Assert.Equal(["k"], await AwakeAsync(limiter));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peek_should_refuse_what_a_check_refuses(bool awake)
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 3, "1h");
        if (!awake)
        {
            await limiter.DisposeAsync();
            limiter = Open();
        }

        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.PeekAsync("k", 0));
        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.PeekAsync("k", 4));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.PeekAsync("nobody"));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await limiter.PeekAsync(""));
    }

    [Fact]
    public async Task Peek_of_a_failed_limiter_should_fail()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 3, "1h");
        Disk.Fault = new DiskFault(c => c.Operation == "sync", At: 1, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("k"));

        await Assert.ThrowsAsync<StorageFailedException>(async () =>
        {
            while (true)
                await limiter.PeekAsync("k"); // the failure is on its way to the key's partition
        });
    }

    private async Task<byte[]> LogAsync(Limiter limiter)
    {
        await limiter.FlushAsync(); // with everything that was counted
        return Disk["flint.aof"];
    }

    private static async Task<IReadOnlyList<string>> AwakeAsync(Limiter limiter)
    {
        var awake = new List<string>();
        for (var i = 0; i < 8; i++)
            awake.AddRange((await Actor(limiter, $"/user/flint/partition-{i}").Ask<AwakeKeys>(GetAwakeKeys.Instance)).Keys);
        return awake;
    }
}
