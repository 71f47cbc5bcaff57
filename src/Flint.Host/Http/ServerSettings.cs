using System.Net;

namespace Flint.Host.Http;

/// <summary>How a server listens, whom it admits and how much it does at a time.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where a server listens unless told.</summary>
    public const string DefaultBind = "127.0.0.1:7878";

    /// <summary>How many requests are in work at a time unless told.</summary>
    public const int DefaultMaxBlocking = 128;

    /// <summary>The longest body of a request, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <exception cref="UsageException">The token cannot be sent, a stranger could connect without one, or nothing may be in work.</exception>
    public ServerSettings(IPEndPoint bind, string? token = null, int maxBlocking = DefaultMaxBlocking)
    {
        if (token is not null)
            BearerToken.RequireSendable(token);
        else if (!IPAddress.IsLoopback(bind.Address))
            throw new UsageException($"refusing to bind {bind} to a non-loopback address without --token");
        if (maxBlocking < 1)
            throw new UsageException($"--max-blocking must be at least 1, not {maxBlocking}");
        (Bind, Token, MaxBlocking) = (bind, token is null ? null : new BearerToken(token), maxBlocking);
    }

    /// <summary>The address and port; port 0 takes a free one.</summary>
    public IPEndPoint Bind { get; }

    /// <summary>What every request must bring, or null: everybody on this machine is admitted.</summary>
    public BearerToken? Token { get; }

    /// <summary>How many requests are in work at a time; further ones wait.</summary>
    public int MaxBlocking { get; }
}
