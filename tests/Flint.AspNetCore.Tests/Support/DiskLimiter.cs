using Flint.Actors.Journal.Log;
using Flint.Testing;

namespace Flint.AspNetCore.Tests.Support;

/// <summary>Embedded limiters over a disk in memory, which fails and hangs as it is told.</summary>
internal static class DiskLimiter
{
    public static Limiter Open(MemoryDisk disk, TimeProvider clock) => Limiter.Open(
        new LimiterOptions { DataDirectory = "memory", TimeProvider = clock },
        (log, time, import) => LogEngine.Open(disk.Open(), log.Settings, time, import));
}
