using System.Security.Cryptography;
using System.Text;

namespace Flint.Host.Http;

/// <summary>A secret that requests bring. Only its hash is kept.</summary>
internal sealed class BearerToken(string token)
{
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

    /// <summary>Whether it is the token of that hash, told in constant time.</summary>
    public bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(hash, _hash);
}
