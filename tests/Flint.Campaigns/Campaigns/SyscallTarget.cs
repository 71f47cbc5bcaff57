namespace Flint.Campaigns.Campaigns;

/// <summary>System calls at which a server is killed.</summary>
/// <param name="Calls">Their names; a question mark stands before what not every processor has.</param>
/// <param name="File">The one file of the data directory that is meant, or null: any file.</param>
internal sealed record SyscallTarget(string Calls, string? File = null)
{
    public static SyscallTarget Writes { get; } = new("pwrite64");

    public static SyscallTarget Syncs { get; } = new("fdatasync");

    /// <summary>Only directories are synced so.</summary>
    public static SyscallTarget NameSyncs { get; } = new("fsync");

    public static SyscallTarget Renames { get; } = new("?rename,?renameat,?renameat2");

    public static SyscallTarget Cuts { get; } = new("ftruncate");

    public static SyscallTarget Deletes { get; } = new("?unlink,?unlinkat");

    /// <summary>The options of strace that kill as a thread enters its n-th of these.</summary>
    public IReadOnlyList<string> KillAt(int nth, string directory) =>
        ["-e", $"trace={Calls}", "-e", $"inject={Calls}:signal=SIGKILL:when={nth}", .. File is null ? (string[])[] : ["-P", Path.Combine(directory, File)]];

    public override string ToString() => File is null ? Calls : $"{Calls} of {File}";
}
