namespace Flint.Host.Cli;

/// <summary>The command works on a data directory, and none is there.</summary>
internal sealed class NoDataDirectoryException : Exception
{
    /// <summary>Nothing of that name is there.</summary>
    public NoDataDirectoryException(string directory)
        : this(directory, "\"flint limit add\" and \"flint server start\" create one, --data-dir names another")
    {
    }

    private NoDataDirectoryException(string directory, string why)
        : base($"no data directory at {directory}: {why}")
    {
    }

    /// <summary>A file stands where the directory should: no verb can create one there.</summary>
    public static NoDataDirectoryException ItIsAFile(string directory) => new(directory, "it is a file, --data-dir names a directory");
}
