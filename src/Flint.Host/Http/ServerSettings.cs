using System.Net;

namespace Flint.Host.Http;

/// <summary>How a server listens, whom it admits and how much it does at a time.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where a server listens unless told.</summary>
    public const string DefaultBind = "127.0.0.1:7878";

    /// <summary>How many requests are in work at a time unless told.</summary>
    public const int DefaultMaxBlocking = 128;

    /// <summary>How many connections are open at a time unless told.</summary>
    public const int DefaultMaxConnections = 16_384;

    /// <summary>The longest body of a request, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <exception cref="UsageException">The token cannot be sent, a stranger could connect without one, or nothing may be in work.</exception>
    public ServerSettings(
        IPEndPoint bind, string? token = null, TokenFile? tokenFile = null, int maxBlocking = DefaultMaxBlocking, int maxConnections = DefaultMaxConnections)
    {
        if (token is not null)
            BearerToken.RequireSendable(token);
        else if (tokenFile is null && !IPAddress.IsLoopback(bind.Address))
            throw new UsageException($"refusing to bind {bind} to a non-loopback address without --token");
        if (maxBlocking < 1)
            throw new UsageException($"--max-blocking must be at least 1, not {maxBlocking}");
        if (maxConnections < 1)
            throw new UsageException($"--max-connections must be at least 1, not {maxConnections}");
        Tokens = token is null && tokenFile is null ? null : new BearerTokens(token is null ? null : new BearerToken(token), tokenFile);
        (Bind, MaxBlocking, MaxConnections) = (bind, maxBlocking, maxConnections);
    }

    /// <summary>How long a request may take to send its head.</summary>
    public static TimeSpan HeadTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body may trickle below <see cref="SlowestBody"/> before it is given up.</summary>
    public static TimeSpan BodyGrace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The slowest a body may come, in bytes a second.</summary>
    public static double SlowestBody { get; } = 1_024;

    /// <summary>How long a connection may idle.</summary>
    public static TimeSpan IdleTimeout { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a stop waits for what is in work. Whoever sends or reads more slowly is cut off: a container gets 10 s from its stop to its kill.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The address and port; port 0 takes a free one.</summary>
    public IPEndPoint Bind { get; }

    /// <summary>Of which every request must bring one, or null: everybody on this machine is admitted.</summary>
    public BearerTokens? Tokens { get; }

    /// <summary>How many requests are in work at a time; further ones wait.</summary>
    public int MaxBlocking { get; }

    /// <summary>How many connections are open at a time; further ones are closed.</summary>
    public int MaxConnections { get; }

    /// <summary>What makes it speak https, or null: http.</summary>
    public KestrelCertificate? Certificate { get; init; }

    /// <summary>Whether <c>/metrics</c> tells of each key; else of sums only.</summary>
    public bool MetricsWithKeys { get; init; }
}
