using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Flint.Host.Http;

/// <summary>The secrets of which a request brings one in <c>Authorization: Bearer …</c>.</summary>
/// <param name="single">The one of the command line or the environment, or null.</param>
/// <param name="file">More of them, or null.</param>
internal sealed class BearerTokens(BearerToken? single, TokenFile? file)
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether the header carries a token that is good. All are compared, each in constant time, so that neither which nor how much of it leaks through the clock.</summary>
    public bool Admits(StringValues authorization)
    {
        if (authorization.Count != 1 || authorization[0] is not { } header || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(header.AsSpan(Scheme.Length).Trim(' '), hash);
        var admitted = single?.HasHash(hash) ?? false;
        foreach (var token in file?.Tokens ?? [])
            admitted |= token.HasHash(hash);
        return admitted;
    }

    private static void Hash(ReadOnlySpan<char> presented, Span<byte> hash)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(presented.Length));
        try
        {
            SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(presented, bytes)), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
