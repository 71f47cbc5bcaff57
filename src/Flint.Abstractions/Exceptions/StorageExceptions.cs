namespace Flint;

/// <summary>Another limiter holds the data directory.</summary>
public sealed class DataDirectoryLockedException : FlintException
{
    /// <param name="directory">The directory.</param>
    /// <param name="processId">The holder's process id, where it could be read.</param>
    /// <param name="serverUrl">The holder's URL, where it is a server.</param>
    public DataDirectoryLockedException(string directory, int? processId, string? serverUrl)
        : base($"data directory is already locked: {directory}{Holder(processId, serverUrl)}")
    {
        Directory = directory;
        ProcessId = processId;
        ServerUrl = serverUrl;
    }

    /// <summary>The directory that is held.</summary>
    public string Directory { get; }

    /// <summary>The holder's process id, where it could be read.</summary>
    public int? ProcessId { get; }

    /// <summary>The holder's URL, where it is a server.</summary>
    public string? ServerUrl { get; }

    private static string Holder(int? processId, string? serverUrl) => (processId, serverUrl) switch
    {
        (null, _) => "",
        (int id, null) => $" (held by process {id})",
        (int id, string url) => $" (held by process {id}, which serves {url})",
    };
}

/// <summary>The files hold what no crash can have caused; nothing was changed.</summary>
public sealed class CorruptStorageException(string file, long line, long offset, string reason)
    : FlintException($"corrupt storage: {file}, line {line}, byte {offset}: {reason}")
{
    /// <summary>The name of the file.</summary>
    public string File { get; } = file;

    /// <summary>The line, counted from 1.</summary>
    public long Line { get; } = line;

    /// <summary>The offset of the damaged group in the file, in bytes.</summary>
    public long ByteOffset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The files are of a format that this version cannot read.</summary>
/// <param name="reason">What is not known.</param>
/// <param name="file">The name of the file, where it is one.</param>
/// <param name="line">The line, counted from 1, where it is one.</param>
/// <param name="offset">Its offset in the file, in bytes.</param>
public sealed class UnsupportedFormatException(string reason, string? file = null, long? line = null, long? offset = null)
    : FlintException(file is null ? reason : $"{file}, line {line}, byte {offset}: {reason}")
{
    /// <summary>What is not known there.</summary>
    public string Reason { get; } = reason;

    /// <summary>The name of the file, where it is one.</summary>
    public string? File { get; } = file;

    /// <summary>The line, counted from 1, where it is one.</summary>
    public long? Line { get; } = line;

    /// <summary>Its offset in the file, in bytes.</summary>
    public long? ByteOffset { get; } = offset;
}

/// <summary>A write or sync failed: nothing more is granted until the directory is opened again.</summary>
public sealed class StorageFailedException(string message, Exception? inner = null) : FlintException(message, inner);
