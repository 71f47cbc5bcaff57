using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Flint.Actors.Journal.Plugin;

namespace Flint.Tests.Hosting;

public sealed class StartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("flint-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Start_that_failed_should_say_why_when_it_is_tried_again()
    {
        await using var holder = await Limiter.OpenAsync(_directory);
        var system = ActorSystem.Create("bare", "akka.loglevel = OFF");

        for (var i = 0; i < 2; i++)
            Assert.Throws<DataDirectoryLockedException>(() => FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory }));

        await system.Terminate();
    }

    [Fact]
    public async Task System_that_was_started_for_a_log_that_cannot_be_opened_should_end()
    {
        var started = new TaskCompletionSource<ActorSystem>(TaskCreationOptions.RunContinuationsAsynchronously);

        Assert.Throws<StorageFailedException>(() => Limiter.Open(
            new LimiterOptions { DataDirectory = _directory },
            (_, _, _) => throw new StorageFailedException("no log"),
            () =>
            {
                started.SetResult(ActorSystem.Create("flint", "akka.loglevel = OFF"));
                return started.Task.Result;
            }));

        await (await started.Task.WaitAsync(TimeSpan.FromSeconds(60))).WhenTerminated.WaitAsync(TimeSpan.FromSeconds(60));
    }

    // Whoever opens many at once would have all threads of the pool wait for actors that need one.
    [Fact]
    public async Task Opening_should_take_no_thread_of_the_pool()
    {
        var ofPool = new ConcurrentQueue<bool>();
        await using var limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = _directory, TimeProvider = new Witness(ofPool) });
        Assert.True(ofPool.TryDequeue(out var opening));
        Assert.False(opening);

        ofPool.Clear();
        Assert.Throws<DataDirectoryLockedException>(() => Limiter.Open(new LimiterOptions { DataDirectory = _directory }, startSystem: () =>
        {
            ofPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            return ActorSystem.Create("flint", "akka.loglevel = OFF");
        }));
        Assert.Contains(false, ofPool); // it was waited for
    }

    [Fact]
    public async Task System_of_an_embedded_limiter_should_serialize_its_own_events_alone()
    {
        await using var limiter = await Limiter.OpenAsync(_directory);

        var other = limiter.System.Serialization.FindSerializerFor("anything else");

        Assert.Throws<NotSupportedException>(() => other.ToBinary("anything else"));
    }

    [Fact]
    public async Task Terminated_system_should_leave_no_timer_and_nobody_waiting()
    {
        var time = new CountedTimers();
        var system = ActorSystem.Create("bare", "akka.loglevel = OFF");
        var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory, TimeProvider = time });
        await limits.Limiter.LimitAsync("k", 1, "1d");

        await system.Terminate();
        await FlintLogs.For(system).Closed;

        Assert.Equal(0, time.Running);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await limits.Limiter.CheckAsync("k"));
        await limits.Limiter.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(TimeSpan.TicksPerDay * 50)]
    [InlineData(long.MaxValue)]
    public async Task Times_that_no_timer_can_keep_should_be_refused(long ticks)
    {
        foreach (var options in new[] { new LimiterOptions { RequestTimeout = new TimeSpan(ticks) }, new LimiterOptions { RecordWithin = new TimeSpan(ticks) } })
            await Assert.ThrowsAsync<ConfigurationException>(async () => await Limiter.OpenAsync(options with { DataDirectory = _directory }));

        Assert.Empty(Directory.EnumerateFiles(_directory));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(TimeSpan.TicksPerDay * 50)]
    [InlineData(long.MaxValue)]
    public void Flush_that_no_timer_can_start_should_be_refused(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyncMode.Batch(flushEvery: new TimeSpan(ticks)));

    [Fact]
    public async Task Longest_time_between_flushes_that_is_taken_should_be_kept()
    {
        var options = new LimiterOptions { DataDirectory = _directory, Sync = SyncMode.Batch(flushEvery: TimeSpan.FromMilliseconds(int.MaxValue)) };
        await using var limiter = await Limiter.OpenAsync(options);

        await limiter.LimitAsync("k", 1, "1d");
        Assert.True(await limiter.AllowAsync("k"));
    }

    [Fact]
    public async Task History_of_less_than_nothing_should_be_refused()
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(
            async () => await Limiter.OpenAsync(new LimiterOptions { DataDirectory = _directory, HistoryKeep = -1 }));

        Assert.Contains("flint.history.keep", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task Defaults_of_flint_conf_in_the_systems_own_configuration_should_not_stand_above_the_options()
    {
        for (var life = 0; life < 2; life++)
        {
            var system = ActorSystem.Create("bare", FlintConfig.Default);
            var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory });
            if (life == 0)
                await limits.Limiter.LimitAsync("k", 2, "1d");
            Assert.True(await limits.Limiter.AllowAsync("k"));
            await limits.Limiter.DisposeAsync();
            await system.Terminate();
            await FlintLogs.For(system).Closed;
        }
    }

    [Theory]
    [InlineData("akka.persistence.journal.flint")]
    [InlineData("akka.persistence.snapshot-store.flint")]
    public async Task Plugin_that_is_configured_to_write_elsewhere_should_be_refused(string plugin)
    {
        var system = ActorSystem.Create("bare", $"{plugin}.data-dir = \"{Path.Combine(_directory, "elsewhere")}\"");

        var refusal = Assert.Throws<ConfigurationException>(() => FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory }));

        Assert.Contains(plugin, refusal.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    private sealed class CountedTimers : TimeProvider
    {
        private int _running;

        public int Running => Volatile.Read(ref _running);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _running);
            return new Counted(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class Counted(CountedTimers owner, ITimer timer) : ITimer
        {
            private int _isDisposed;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                    Interlocked.Decrement(ref owner._running);
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }

    // Remembers on which threads the time was asked for.
    private sealed class Witness(ConcurrentQueue<bool> ofPool) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            ofPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            return base.GetUtcNow();
        }
    }
}
