using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Flint.Actors;
using Flint.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Tests.Support;

/// <summary>Limits on Akka's in-memory journal, by a virtual clock: what holds here holds on any journal.</summary>
public abstract class InMemoryLimits : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = WARNING
        akka.test.single-expect-default = 30s
        akka.actor.serialization-settings.allow-unregistered-types = false
        """);

    protected InMemoryLimits(int snapshotEvery = 1000)
        : base(Config) => Limits = FlintLimits.Start(Sys, InMemory with { TimeProvider = Clock, SnapshotEvery = snapshotEvery });

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected FlintLimits Limits { get; }

    protected Limiter Limiter => Limits.Limiter;

    protected IActorRef Ref => Limits.Ref;

    private protected static LimiterOptions InMemory { get; } = new() { JournalPlugin = "akka.persistence.journal.inmem", SnapshotPlugin = "akka.persistence.snapshot-store.inmem" };

    /// <summary>What actors of this system share that are tried alone, without the others.</summary>
    internal LimiterContext Alone(LimiterOptions? options = null) =>
        new(LimiterConfig.Read(options ?? InMemory, Akka.Configuration.Config.Empty).Limits, new LimiterClock(Clock), Clock, Catalog: null, History: null);
}
