namespace Flint;

/// <summary>The base of everything Flint throws.</summary>
public abstract class FlintException(string message, Exception? inner = null) : Exception(message, inner);
