using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Tests.Support;

/// <summary>Limits on Akka's in-memory journal, by a virtual clock: what holds here holds on any journal.</summary>
public abstract class InMemoryLimits : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = WARNING
        akka.actor.serialization-settings.allow-unregistered-types = false
        """);

    protected InMemoryLimits(int snapshotEvery = 1000)
        : base(Config)
    {
        Limits = FlintLimits.Start(Sys, new LimiterOptions
        {
            JournalPlugin = "akka.persistence.journal.inmem",
            SnapshotPlugin = "akka.persistence.snapshot-store.inmem",
            TimeProvider = Clock,
            SnapshotEvery = snapshotEvery,
        });
    }

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected FlintLimits Limits { get; }

    protected Limiter Limiter => Limits.Limiter;

    protected IActorRef Ref => Limits.Ref;
}
