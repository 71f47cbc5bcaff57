using Flint.Actors.Journal.Log;

namespace Flint.Hosting;

/// <summary>Compaction of the embedded log on request.</summary>
internal static class LogCompaction
{
    /// <summary>Completes once the log is compacted; faults with <see cref="StorageFailedException"/>.</summary>
    public static Task RunAsync(LogEngine log) => log.FlushAsync();
}
