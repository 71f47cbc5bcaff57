using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>The answers to Akka's health checks: a log is sound until it has failed, and then for good.</summary>
internal static class Health
{
    public static JournalHealthCheckResponse OfJournal(Exception? failure) => new(Of(failure));

    public static SnapshotStoreHealthCheckResponse OfSnapshotStore(Exception? failure) => new(Of(failure));

    private static PersistenceHealthCheckResult Of(Exception? failure) => failure is null
        ? new PersistenceHealthCheckResult(PersistenceHealthStatus.Healthy)
        : new PersistenceHealthCheckResult(PersistenceHealthStatus.Unhealthy, failure.Message, failure);
}
