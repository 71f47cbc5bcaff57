using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Flint.Host.Http;

/// <summary>The secret that requests bring in <c>Authorization: Bearer …</c>. Only its hash is kept.</summary>
internal sealed class BearerToken(string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Refuses a token that no header could carry unchanged; the message does not repeat it.</summary>
    /// <exception cref="UsageException">The token is refused.</exception>
    public static void RequireSendable(string token)
    {
        if (token.Length == 0)
            throw new UsageException("the token must not be empty: leave --token and FLINT_SERVER_TOKEN out to serve without one");
        if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new UsageException("the token must be of visible ASCII characters, without spaces");
    }

    /// <summary>Whether the header carries the token. Hashes are compared, in constant time: neither content nor length leaks through the clock.</summary>
    public bool Admits(StringValues authorization)
    {
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var presented = header.AsSpan(Scheme.Length).Trim(' ');
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(presented.Length));
        try
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(presented, bytes)), hash);
            return CryptographicOperations.FixedTimeEquals(hash, _hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
