namespace Flint.Host.Cli;

/// <summary>The command works on a data directory that is there, and none is.</summary>
internal sealed class NoDataDirectoryException(string directory)
    : Exception($"no data directory at {directory}: \"flint limit add\" and \"flint server start\" create one, --data-dir names another");
