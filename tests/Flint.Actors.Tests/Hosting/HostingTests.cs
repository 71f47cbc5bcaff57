using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Flint.Hosting;
using Flint.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flint.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("flint-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task WithFlint_should_register_the_ref_and_AddFlint_its_limiter()
    {
        using (var host = Build(services => services
            .AddAkka("app", builder => builder.WithFlint(o => o.DataDirectory = _directory))
            .AddFlint()))
        {
            await host.StartAsync();
            var limiter = host.Services.GetRequiredService<ILimiter>();
            await limiter.LimitAsync("k", 2, "1d");

            var limits = host.Services.GetRequiredService<IRequiredActor<FlintLimits>>().ActorRef;
            Assert.True((await limits.Ask<CheckResult>(new Check("k", 1))).Allowed);
            Assert.Equal(1, (await limiter.StatusAsync("k"))!.Remaining);
            Assert.Same(FlintLimits.Get(host.Services.GetRequiredService<ActorSystem>()).Limiter, limiter);
            await host.StopAsync();
        }

        await using var again = await Limiter.OpenAsync(_directory);
        Assert.Equal(1, (await again.StatusAsync("k"))!.Remaining);
    }

    [Fact]
    public async Task Limiter_should_be_there_for_a_service_that_is_made_before_the_actor_system_starts()
    {
        using var host = Build(services => services
            .AddFlint()
            .AddHostedService<EarlyBird>()
            .AddAkka("app", builder => builder.WithFlint(o => o.DataDirectory = _directory)));

        await host.StartAsync();

        Assert.Equal(1, (await host.Services.GetRequiredService<ILimiter>().StatusAsync("early"))!.Rate);
        await host.StopAsync();
    }

    [Fact]
    public async Task AddFlint_alone_should_open_with_the_host_and_close_with_the_container()
    {
        await using (var provider = new ServiceCollection().AddFlint(o => o.DataDirectory = _directory).BuildServiceProvider())
        {
            await provider.GetRequiredService<ILimiter>().LimitAsync("k", 2, "1d");
            var locked = await Assert.ThrowsAsync<DataDirectoryLockedException>(async () => await Limiter.OpenAsync(_directory));
            Assert.StartsWith($"data directory is already locked: {_directory}", locked.Message, StringComparison.Ordinal);
            Assert.Equal(Environment.ProcessId, locked.ProcessId);
        }

        await using var again = await Limiter.OpenAsync(_directory);
        Assert.NotNull(await again.StatusAsync("k"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Meter_should_be_that_of_the_container(bool isOnAkkaHosting)
    {
        using var host = Build(services => _ = isOnAkkaHosting
            ? services.AddAkka("app", builder => builder.WithFlint(o => o.DataDirectory = _directory)).AddFlint()
            : services.AddFlint(o => o.DataDirectory = _directory));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var readings = new MeterReadings(instrument => instrument.Meter.Scope == meters);
        await host.StartAsync();
        var limiter = host.Services.GetRequiredService<ILimiter>();
        await limiter.LimitAsync("k", 2, "1d");

        await limiter.CheckAsync("k");

        Assert.Equal(1, Assert.Single(readings["flint.checks"]).Value);
        Assert.Equal([1, 1], readings["flint.log.commit.events"].Select(reading => reading.Value));
        await host.StopAsync();
    }

    [Fact]
    public async Task Locked_directory_should_stop_the_start_of_the_host()
    {
        await using var holder = await Limiter.OpenAsync(_directory);
        using var host = Build(services => services.AddFlint(o => o.DataDirectory = _directory));

        await Assert.ThrowsAsync<DataDirectoryLockedException>(() => host.StartAsync());
    }

    [Fact]
    public async Task Bare_system_should_keep_its_own_journal_and_be_released_when_it_terminates()
    {
        var system = ActorSystem.Create("bare", ConfigurationFactory.ParseString("akka.persistence.journal.plugin = \"akka.persistence.journal.inmem\""));
        var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory, Sync = SyncMode.Batch() });
        Assert.Throws<InvalidOperationException>(() => FlintLimits.Start(system));
        Assert.Same(limits, FlintLimits.Get(system));

        await limits.Ref.Ask<Akka.Done>(new ConfigureLimit("k", 5, TimeSpan.FromDays(1)));
        Assert.True((await limits.Ref.Ask<CheckAllResult>(new CheckAll("k"))).Allowed);
        await limits.Limiter.DisposeAsync();
        await Assert.ThrowsAsync<DataDirectoryLockedException>(async () => await Limiter.OpenAsync(_directory)); // the system is the user's: it holds on

        var closed = Flint.Actors.Journal.Plugin.FlintLogs.For(system).Closed;
        await system.Terminate();
        await closed;
        await using var again = await Limiter.OpenAsync(_directory);
        Assert.Equal(4, (await again.StatusAsync("k"))!.Remaining);
    }

    [Fact]
    public async Task Terminating_a_system_should_drain_what_was_answered()
    {
        var system = ActorSystem.Create("bare");
        var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = _directory });
        await limits.Limiter.LimitAsync("k", 1, "1d");
        await limits.Limiter.CheckAsync("k");
        Assert.False(await limits.Limiter.AllowAsync("k"));
        var closed = Flint.Actors.Journal.Plugin.FlintLogs.For(system).Closed;

        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        await closed;

        await using var again = await Limiter.OpenAsync(_directory);
        Assert.Equal((1, 1), ((await again.StatusAsync("k"))!.TotalAllowed, (await again.StatusAsync("k"))!.TotalDenied));
    }

    [Fact]
    public void Settings_should_come_from_the_options_then_the_system_then_flint_conf()
    {
        var config = ConfigurationFactory.ParseString($"flint.data-dir = \"{_directory}\"\nflint.sync = batch\nflint.partitions = 3");
        var read = LimiterConfig.Read(new LimiterOptions { SnapshotEvery = 7 }, config);

        Assert.Equal((_directory, true, 100), (read.Log!.Directory, read.Log.Settings.IsBatch, read.Log.Settings.FlushEveryEvents));
        Assert.Equal((3, 7, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100)), (read.Limits.Partitions, read.Limits.SnapshotEvery, read.Limits.RequestTimeout, read.Limits.RecordWithin));
        Assert.Equal(20, LimiterConfig.Read(new LimiterOptions { Sync = SyncMode.Batch(flushEveryEvents: 20) }, Config.Empty).Log!.Settings.FlushEveryEvents);
        Assert.Throws<ConfigurationException>(() => LimiterConfig.Read(new LimiterOptions { RecordWithin = TimeSpan.Zero }, Config.Empty));
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class EarlyBird(ILimiter limiter) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => await limiter.LimitAsync("early", 1, "1s", ct: cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
