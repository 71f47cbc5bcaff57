using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Hosting;

/// <summary>Keys with many lines, which a compaction folds side by side.</summary>
public sealed class RunningFoldTests : DiskLimits
{
    private const int Keys = 5;
    private static readonly LogSettings Always = new(IsBatch: false, 100, TimeSpan.FromMilliseconds(100));

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 7)]
    [InlineData(3, 0)]
    [InlineData(4, 100)]
    [InlineData(5, 300)] // more than is remembered of lines that pass by
    public async Task Fold_should_be_that_of_one_key_after_the_other(int seed, int historyKeep)
    {
        var random = new Random(seed);
        var lives = Enumerable.Range(0, Keys).Select(_ => Batches(random, RandomLives.Entries(random, 900))).ToArray();
        using var one = LogEngine.Open(new MemoryDisk().Open(), Always);
        using var other = LogEngine.Open(new MemoryDisk().Open(), Always);

        for (var part = 0; part < 3; part++)
        {
            foreach (var log in new[] { one, other })
                await WriteAsync(log, lives, part, new Random(seed + part));
            var fold = new CountedFold(new LimitFold(historyKeep));
            await one.CompactAsync(fold);
            await other.CompactAsync(new WholeFold(new LimitFold(historyKeep)));

            Assert.Equal(Keys, fold.Begun);
            Assert.Equal(Text(other), Text(one));
        }
    }

    [Fact]
    public async Task Totals_that_nobody_has_asked_for_should_be_those_of_the_opening_and_of_now()
    {
        var limiter = Open();
        for (var i = 0; i < Keys; i++)
            await limiter.LimitAsync($"key {i}", 1000, "1d");
        await CheckAll(limiter, 100);
        await limiter.RemoveAsync("key 1");
        await limiter.LimitAsync("key 1", 1000, "1d", Algorithm.FixedWindowCounter);
        await CheckAll(limiter, 20);
        await limiter.DisposeAsync();

        limiter = Open();
        await CheckAll(limiter, 30);
        await limiter.RemoveAsync("key 2");
        await limiter.LimitAsync("key 2", 1000, "1d");
        await CheckAll(limiter, 10);
        await limiter.CompactAsync();

        LimitTotals[] expected = [new(Algorithm.TokenBucket, null, 4, 740, 0, 740, 0), new(Algorithm.FixedWindowCounter, null, 1, 60, 0, 60, 0)];
        Assert.Equal(expected, await limiter.TotalsAsync());
        Kill();
        Assert.Equal(expected, await Open().TotalsAsync());
    }

    private static async Task CheckAll(Limiter limiter, int times)
    {
        for (var i = 0; i < times * Keys; i++)
            Assert.True(await limiter.AllowAsync($"key {i % Keys}"));
    }

    private static LimitEntry[][] Batches(Random random, List<LimitEntry> entries)
    {
        var batches = new List<LimitEntry[]>();
        for (var at = 0; at < entries.Count; at += batches[^1].Length)
            batches.Add([.. entries.Skip(at).Take(random.Next(1, 4))]);
        return [.. batches];
    }

    // A third of each life, the keys' lines between each other's, and now and then a snapshot that a key has saved.
    private static async Task WriteAsync(LogEngine log, LimitEntry[][][] lives, int part, Random random)
    {
        for (var line = 0; line < lives.Max(life => life.Length); line++)
        {
            for (var key = 0; key < lives.Length; key++)
            {
                if (line * 3 / lives[key].Length != part)
                    continue;
                var id = KeyIds.Of($"key {key}");
                log.Append(KeyLines.Line(RecordKind.Event, id, line + 1, lives[key][line][^1].At, new LimitEvents(lives[key][line])));
                if (random.Next(100) == 0)
                    log.Append(KeyLines.Line(RecordKind.Snapshot, id, line + 1, 1, new LimitSnapshot(State(lives[key], line))));
            }
            await Done(log.Commit);
        }
        await Done(log.Rotate);
    }

    private static async Task Done(Action<Action<StorageFailedException?>> begin)
    {
        var done = new TaskCompletionSource<StorageFailedException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        begin(done.SetResult);
        Assert.Null(await done.Task);
    }

    private static LimitState State(LimitEntry[][] life, int line) => default(LimitState).Apply([.. life.Take(line + 1).SelectMany(batch => batch)]);

    private static string Text(LogEngine log)
    {
        var text = new StringBuilder();
        foreach (var id in log.PersistenceIds(""))
        {
            using var view = log.View(id);
            foreach (var line in new[] { view.State, view.History })
            {
                if (line is { } there)
                    text.AppendLine($"{id} {there.SequenceNr} {there.Time} {Encoding.UTF8.GetString(there.Payload.Span)}");
            }
        }
        return text.ToString();
    }
}
