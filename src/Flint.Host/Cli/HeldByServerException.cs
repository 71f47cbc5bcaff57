namespace Flint.Host.Cli;

/// <summary>The data directory is held by a server.</summary>
/// <param name="locked">What was met.</param>
/// <param name="instead">What to do instead, as half a sentence.</param>
internal sealed class HeldByServerException(DataDirectoryLockedException locked, string instead) : Exception($"{locked.Message}; {instead}", locked);
