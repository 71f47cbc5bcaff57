using System.Net;

namespace Flint.Host.Http;

/// <summary>Where a server listens, as people write it.</summary>
internal static class BindAddress
{
    private const string Localhost = "localhost:";

    /// <summary>Reads <c>127.0.0.1:7878</c>, <c>[::1]:0</c> or <c>localhost:7878</c>; port 0 takes a free one.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static IPEndPoint Parse(string text)
    {
        var address = text.StartsWith(Localhost, StringComparison.OrdinalIgnoreCase) ? $"{IPAddress.Loopback}:{text[Localhost.Length..]}" : text;

        // IPEndPoint takes an address without a port as one with port 0, which would listen where nobody expects it.
        var namesPort = address.StartsWith('[') ? address.Contains("]:", StringComparison.Ordinal) : address.Count(c => c == ':') == 1;
        return namesPort && !address.EndsWith(':') && IPEndPoint.TryParse(address, out var endPoint)
            ? endPoint
            : throw new UsageException($"cannot bind to \"{text}\": write an address and a port, such as 127.0.0.1:7878 or [::1]:7878");
    }
}
