using System.Diagnostics;
using Akka.Actor;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Keys that somebody makes up, and keys that are gone, whoever asks for them and how: what they may cost.</summary>
public sealed class MadeUpKeysTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Requests => [.. Asked.Keys];

    private static Dictionary<string, Func<Limiter, int, Task>> Asked { get; } = new()
    {
        ["check"] = async (limiter, i) => Assert.True(await limiter.AllowAsync($"ip:{i}")),
        ["check_all"] = async (limiter, i) => Assert.True(await limiter.AllowAllAsync([$"ip:{i}", $"ip:{i}:b"])),
        ["check_all that cannot be"] = async (limiter, i) => await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAllAsync([($"ip:{i}", 1), ($"ip:{i}:b", 11)])),
        ["check_all that asks again"] = AskAgainAsync,
        ["limit if missing"] = async (limiter, i) => await limiter.LimitAsync($"ip:{i}", 1, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing: true),
        ["reset"] = async (limiter, i) => await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.ResetAsync($"ip:{i}")),
        ["remove"] = async (limiter, i) => Assert.False(await limiter.RemoveAsync($"ip:{i}")),
        ["status"] = async (limiter, i) => Assert.Null(await limiter.StatusAsync($"ip:{i}")),
        ["peek"] = async (limiter, i) => Assert.True((await limiter.PeekAsync($"ip:{i}")).Allowed),
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Made_up_key_of_a_template_should_take_nobody_s_place(string request)
    {
        var limiter = Open(maxResident: 1);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await LimitAwakeAsync(limiter, "own", 10, "1d");

        for (var i = 0; i < 20; i++)
            await Asked[request](limiter, i);

        Assert.Equal(["own"], await Awake(limiter, 1));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Key_that_was_forgotten_should_cost_as_one_that_is_made_up(string request)
    {
        var limiter = Open(maxResident: 1);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        for (var i = 0; i < 20; i++)
        {
            await limiter.CheckAsync($"ip:{i}");
            await limiter.RemoveAsync($"ip:{i}");
        }
        await LimitAwakeAsync(limiter, "own", 10, "1d");
        await Awake(limiter, 1);

        for (var i = 0; i < 20; i++)
            await Asked[request](limiter, i);

        Assert.Equal(["own"], await Awake(limiter, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_that_is_gone_should_be_refused_without_an_actor_or_a_line(bool isCompacted)
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await limiter.LimitAsync("removed", 10, "1d");
        await limiter.AllowAllAsync(["removed", "ip:1"]); // numbers that have to be known a while
        await limiter.RemoveAsync("removed");
        await limiter.RemoveTemplateAsync("ip:*");
        if (isCompacted)
            await limiter.CompactAsync();
        Kill();
        limiter = Open();
        Assert.Null(await limiter.StatusAsync("nobody")); // what the kill has left open was driven again
        await Awake(limiter, 0);
        var before = Disk["flint.aof"].Length;

        foreach (var key in new[] { "removed", "ip:1" })
        {
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync(key));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAllAsync([key]));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.PeekAsync(key));
            await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.ResetAsync(key));
            Assert.Null(await limiter.StatusAsync(key));
        }
        Assert.False(await limiter.RemoveAsync("removed"));

        await limiter.FlushAsync();
        Assert.Equal(before, Disk["flint.aof"].Length);
        Assert.Empty(await Awake(limiter, 0));
    }

    [Fact]
    public async Task Second_purge_should_wake_nobody()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        for (var i = 0; i < 40; i++)
            await limiter.CheckAsync($"ip:{i}");
        Assert.Equal(40, await limiter.PurgeAsync("ip:"));
        Kill();
        limiter = Open();

        Assert.Equal(0, await limiter.PurgeAsync("ip:"));

        Assert.Empty((await Partitions(limiter)).SelectMany(p => p.Keys));
    }

    [Fact]
    public async Task Purge_should_take_nobody_s_place()
    {
        var limiter = Open(maxResident: 8);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        for (var i = 0; i < 200; i++)
            await limiter.CheckAsync($"ip:{i}");
        await LimitAwakeAsync(limiter, "own", 10, "1d");
        await Awake(limiter, 1);

        await limiter.PurgeAsync("ip:");

        Assert.Equal(["own"], await Awake(limiter, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checks_of_new_keys_should_be_answered_without_an_actor_once_their_lines_are_safe(bool isStopped)
    {
        var limiter = Open(maxResident: 1);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        using var hold = Disk.Hold = new SyncHold();
        var checks = Enumerable.Range(0, 2).Select(i => limiter.CheckAsync($"ip:{i}").AsTask()).ToArray();
        hold.WaitForSync();
        Assert.Empty((await Partitions(limiter)).SelectMany(p => p.Keys));
        Assert.Equal(2, limiter.Waiting);

        var stop = isStopped ? limiter.DisposeAsync().AsTask() : limiter.FlushAsync().AsTask();
        await Partitions(limiter);
        Assert.False(stop.IsCompleted || checks.Any(check => check.IsCompleted));
        hold.Dispose();

        await stop;
        Assert.All(await Task.WhenAll(checks), result => Assert.Equal(9, result.Remaining));
        Assert.Equal(0, limiter.Waiting);
    }

    // Else an attacker's lines would fill every group, and everybody waits for his group.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checks_of_new_keys_should_wait_while_lines_of_such_keys_are_to_be_written(bool isStopped)
    {
        var limiter = Open(maxResident: 1);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        var isWriting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var writes = new ManualResetEventSlim();
        Disk.Before = (operation, _) =>
        {
            if (operation == "write" && isWriting.TrySetResult())
                writes.Wait(TimeSpan.FromSeconds(60));
        };
        var checks = Enumerable.Range(0, 100).Select(i => limiter.CheckAsync($"ip:{i}").AsTask()).ToArray();
        await isWriting.Task;
        await Partitions(limiter);
        Assert.Equal(100, limiter.Waiting);

        var stop = isStopped ? limiter.DisposeAsync().AsTask() : Task.CompletedTask;
        if (isStopped)
            await Assert.ThrowsAsync<RequestNotDecidedException>(() => checks[2]);
        writes.Set();

        await stop;
        for (var i = 0; i < checks.Length; i++)
        {
            if (isStopped && i >= 2)
                await Assert.ThrowsAsync<RequestNotDecidedException>(() => checks[i]);
            else
                Assert.Equal(9, (await checks[i]).Remaining);
        }
        Assert.Equal(0, limiter.Waiting);
    }

    // They answer whether they may sleep, until so many are left; or that many never will: on a busy machine a write may take thousands of looks.
    private static async Task<List<string>> Awake(Limiter limiter, int left)
    {
        for (var asking = Stopwatch.StartNew(); ;)
        {
            var awake = (await Partitions(limiter)).SelectMany(p => p.Keys).ToList();
            if (awake.Count <= left || asking.Elapsed > Patience)
                return awake;
        }
    }

    // As the coordinator does where another key of the check_all has met a hold. A partition owns what it is told of.
    private static async Task AskAgainAsync(Limiter limiter, int i)
    {
        var (partition, asked) = (limiter.Partitions[0], new ReserveQuota(i, 0, $"ip:{i}", 1, MayWait: false));
        await partition.Ask<QuotaReserved>(asked);
        await partition.Ask<KeyAnswers>(new KeyCommands(asked.Key, [new ReleaseHold(i, asked.Key), asked with { MayWait = true, IsRepeated = true }]));
        await partition.Ask<QuotaReserved>(new ProbeQuota(i, 0, asked.Key, 1));
        partition.Tell(new ReleaseHold(i, asked.Key));
    }
}
