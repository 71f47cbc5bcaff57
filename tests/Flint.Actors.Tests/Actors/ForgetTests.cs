using System.Text;
using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class ForgetTests : DiskLimits
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(Algorithm.TokenBucket)]
    [InlineData(Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.FixedWindowCounter)]
    public async Task Key_that_was_idle_for_its_time_and_is_full_should_be_gone_from_everywhere(Algorithm algorithm)
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1m", algorithm, idleTtl: "1h");
        for (var i = 0; i < 50; i++)
            await limiter.CheckAsync($"ip:{i}", 4);
        Kill(); // asleep, all of them
        limiter = Open();
        await limiter.CheckAsync("ip:7", 4); // awake, and last used now

        Clock.Advance(TimeSpan.FromHours(1));
        await Forgotten(limiter, 0);

        await limiter.FlushAsync();
        Kill();
        limiter = Open();
        Assert.Empty(await List(limiter));
        await limiter.CompactAsync();
        Assert.DoesNotContain("ip:1", Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);
        Assert.Equal(9, (await limiter.CheckAsync("ip:1")).Remaining);
        Assert.Equal(1, (await limiter.StatusAsync("ip:1"))!.TotalAllowed);
    }

    [Fact]
    public async Task Key_should_stay_while_it_is_not_idle_for_long_enough_or_not_full_or_has_a_limit_of_its_own()
    {
        var limiter = Open();
        await limiter.TemplateAsync("k:*", rate: 10, per: "10h", idleTtl: "1m");
        await limiter.TemplateAsync("k:long*", rate: 10, per: "1s", idleTtl: "10h");
        await limiter.TemplateAsync("k:z*", rate: 10, per: "1s", idleTtl: "1m");
        await limiter.CheckAsync("k:full", 1);
        await limiter.CheckAsync("k:half", 5); // full again after 5 h
        await limiter.CheckAsync("k:long");
        await limiter.CheckAsync("k:own");
        await limiter.LimitAsync("k:own", 10, "1s");
        await limiter.CheckAsync("k:z");

        Clock.Advance(TimeSpan.FromHours(2));
        await Forgotten(limiter, 3);

        Assert.Equal(["k:half", "k:long", "k:own"], (await List(limiter)).Select(s => s.Key));
        Assert.Equal(6, (await limiter.PeekAsync("k:half")).Remaining); // 7 after 2 h
        Clock.Advance(TimeSpan.FromHours(9));
        await Forgotten(limiter, 1);
        Assert.Equal(["k:own"], (await List(limiter)).Select(s => s.Key));
    }

    [Fact]
    public async Task Keys_of_a_removed_template_should_go_once_they_are_full_and_over_a_restart_and_a_compaction_too()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1m", idleTtl: "100d");
        await limiter.CheckAsync("ip:1", 4);
        await limiter.RemoveTemplateAsync("ip:*");
        await limiter.CompactAsync();
        Kill();
        limiter = Open();

        while (!Text().Contains("LIMIT_REMOVED", StringComparison.Ordinal))
        {
            Clock.Advance(TimeSpan.FromHours(1));
            await Partitions(limiter);
        }

        await limiter.CompactAsync();
        Assert.DoesNotContain("ip:1", Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_a_check_all_holds_should_stay()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1m", idleTtl: "1m");
        for (var i = 0; i < 3; i++)
            await limiter.CheckAsync("ip:1"); // again and again: it is awake
        await limiter.CheckAsync("ip:2");
        var partition = (await Partitions(limiter)).Single(p => p.Keys.Contains("ip:1")).Partition;
        await Akka.Actor.Futures.Ask<Flint.Messages.QuotaReserved>(partition, new Flint.Messages.ReserveQuota(1, 0, "ip:1", 3));

        Clock.Advance(TimeSpan.FromHours(1));
        await Forgotten(limiter, 1);

        Assert.Equal(["ip:1"], (await List(limiter)).Select(s => s.Key));
    }

    // Whatever has been forgotten meanwhile, asleep or awake, restarted or compacted: no answer tells.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Forgetting_should_not_change_a_single_answer(int seed)
    {
        var random = new Random(seed);
        var terms = new Terms((Algorithm)(seed % 3), 10, 20 * TimeSpan.TicksPerSecond);
        var keys = Enumerable.Range(0, 12).Select(i => $"ip:{i}").ToDictionary(key => key, _ => NaiveQuota.Full(terms, Clock.GetUtcNow().UtcTicks));
        var limiter = Open(SyncMode.Batch(), snapshotEvery: 3, maxResident: 4);
        await limiter.TemplateAsync("ip:*", terms.Rate, new TimeSpan(terms.PerTicks), terms.Algorithm, idleTtl: TimeSpan.FromSeconds(15));
        for (var i = 0; i < 600; i++)
        {
            Clock.Advance(random.Next(4) == 0 ? TimeSpan.FromTicks(random.NextInt64(8 * TimeSpan.TicksPerSecond)) : Tick / 7);
            var (key, cost, now) = ($"ip:{random.Next(keys.Count)}", random.Next(1, 8), Clock.GetUtcNow().UtcTicks);
            var left = keys[key].Available(terms, now);

            var check = await limiter.CheckAsync(key, cost);

            Assert.Equal((cost <= left, cost <= left ? left - cost : left), (check.Allowed, check.Remaining));
            if (check.Allowed)
                keys[key] = keys[key].Spend(terms, now, cost);
            if (i % 60 == 59)
            {
                await limiter.FlushAsync();
                if (random.Next(2) == 0)
                    await limiter.CompactAsync();
                Kill();
                limiter = Open(SyncMode.Batch(), snapshotEvery: 3, maxResident: 4);
            }
        }
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Forgotten(limiter, 0);
        Assert.Contains("LIMIT_REMOVED", Text(), StringComparison.Ordinal);
    }

    // One limiter forgets, the other does not: nobody who checks, peeks, changes templates or sets limits can tell which is which.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Forgetting_should_not_change_a_single_answer_whatever_becomes_of_the_template(int seed)
    {
        var random = new Random(seed);
        var forgets = Open(SyncMode.Batch());
        var disk = Disk;
        UseDisk(new MemoryDisk());
        var keeps = Open(SyncMode.Batch());
        UseDisk(disk);
        var (ttl, per, forgotten) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), 0);
        for (var i = 0; i < 500; i++)
        {
            Clock.Advance(random.Next(8) == 0 ? TimeSpan.FromSeconds(random.Next(40)) : Tick / 7);
            await Partitions(forgets);
            var (key, cost) = ($"ip:{random.Next(6)}", random.Next(1, 6));
            switch (random.Next(12))
            {
                case 0:
                    var (rate, algorithm) = (random.Next(5, 15), (Algorithm)random.Next(3));
                    await forgets.TemplateAsync("ip:*", rate, per, algorithm, ttl);
                    await keeps.TemplateAsync("ip:*", rate, per, algorithm, TimeSpan.FromDays(1_000));
                    break;
                case 1 when random.Next(3) == 0:
                    Assert.Equal(await keeps.RemoveTemplateAsync("ip:*"), await forgets.RemoveTemplateAsync("ip:*"));
                    break;
                case 2 when random.Next(6) == 0:
                    var own = random.Next(5, 15);
                    await forgets.LimitAsync(key, own, per);
                    await keeps.LimitAsync(key, own, per);
                    break;
                case 3:
                    await forgets.RemoveAsync(key);
                    await keeps.RemoveAsync(key);
                    break;
                default:
                    Assert.Equal(await Answer(keeps, key, cost), await Answer(forgets, key, cost));
                    break;
            }
            if (i % 10 == 9)
                forgotten += (await List(keeps)).Count - (await List(forgets)).Count;
        }
        Assert.NotEqual(0, forgotten);

        static async Task<CheckResult?> Answer(Limiter limiter, string key, long cost)
        {
            try
            {
                var foreseen = await limiter.PeekAsync(key, cost);
                Assert.Equal(foreseen, await limiter.CheckAsync(key, cost));
                return foreseen;
            }
            catch (LimitNotConfiguredException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Changes_of_templates_should_keep_no_key_from_being_forgotten()
    {
        var limiter = Open(SyncMode.Batch());
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1s", idleTtl: "1m");
        for (var i = 0; i < 2_500; i++) // a tick looks at 1,000
            await limiter.CheckAsync($"ip:{i}");
        Clock.Advance(TimeSpan.FromHours(1));

        for (var rate = 1; rate < 500 && (await List(limiter)).Count > 0; rate++)
        {
            await limiter.TemplateAsync("other:*", rate, per: "1s", idleTtl: "1m");
            Clock.Advance(Tick);
            await Partitions(limiter);
        }

        Assert.Empty(await List(limiter));
    }

    // Ticks come until that many keys are left.
    private async Task Forgotten(Limiter limiter, int left)
    {
        while ((await List(limiter)).Count > left)
            Clock.Advance(TimeSpan.FromSeconds(16));
        await limiter.FlushAsync();
    }

    private string Text() => string.Concat(Disk.Names.Where(name => name.StartsWith("flint.aof", StringComparison.Ordinal)).Select(name => Encoding.UTF8.GetString(Disk[name])));
}
