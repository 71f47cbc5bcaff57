namespace Flint.Host.Cli;

/// <summary>The data directory is held by a server that would answer the command.</summary>
internal sealed class HeldByServerException(DataDirectoryLockedException locked, string command) : Exception($"{locked.Message}; ask it: {command}", locked);
