namespace Flint;

/// <summary>The server cannot be reached, or did not answer in time; what was asked for may have been done.</summary>
public sealed class FlintConnectionException(string message, Exception? inner = null) : FlintException(message, inner);

/// <summary>The server answered with an error that has no exception of its own.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What the server said.</param>
public sealed class FlintServerException(int status, string message) : FlintException(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
