namespace Flint.Host.Http;

/// <summary>A request that does not reach the limiter: its status and what its sender is told.</summary>
internal sealed class RequestRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
