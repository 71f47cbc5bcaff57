using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>How the disk refuses.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Inject">What strace injects, or null.</param>
/// <param name="By">What starts the server, or null.</param>
internal sealed record StorageFault(string Name, string? Inject, Launcher? By = null)
{
    /// <summary>The engine syncs on one thread and strace counts by thread: the fifth sync fails, and all after it would.</summary>
    public static StorageFault SyncError { get; } = new("fdatasync EIO", "fdatasync,fsync:error=EIO:when=5+");

    /// <summary>The log may not grow beyond 96 KiB: the kernel itself writes what still fits, and refuses the rest.</summary>
    public static StorageFault NoRoom { get; } = new("write EFBIG (RLIMIT_FSIZE)", null, Launcher.WithFilesUpTo(kilobytes: 96));

    public static IReadOnlyList<StorageFault> OfSyncs { get; } =
    [
        SyncError,
        new("fdatasync ENOSPC", "fdatasync,fsync:error=ENOSPC:when=5+"),
        new("slow fdatasync, then EIO", "fdatasync,fsync:error=EIO:delay_enter=200000:when=5+"),
    ];

    /// <summary>Only the log is written by <c>pwrite64</c>, on any thread.</summary>
    public static IReadOnlyList<StorageFault> OfWrites { get; } =
    [
        NoRoom,
        new("pwrite64 EIO", "pwrite64:error=EIO:when=3+"),
        new("pwrite64 ENOSPC", "pwrite64:error=ENOSPC:when=3+"),
    ];
}
