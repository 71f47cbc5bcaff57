namespace Flint.Host;

/// <summary>The program was asked for something that it cannot do; nothing was opened or written.</summary>
internal sealed class UsageException(string message) : Exception(message);
