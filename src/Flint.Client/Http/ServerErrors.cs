using System.Net;

namespace Flint.Client.Http;

/// <summary>
/// The exception that an embedded limiter would have thrown, told from how the server's text begins: the texts are part of the API.
/// </summary>
internal static class ServerErrors
{
    private const string Unknown = "limit is not configured: ";
    private const string OverRate = "cost ";

    public static FlintException From(HttpStatusCode status, string error) => status switch
    {
        HttpStatusCode.BadRequest when error.StartsWith(Unknown, StringComparison.Ordinal) => new LimitNotConfiguredException(error[Unknown.Length..]),
        HttpStatusCode.BadRequest when error.StartsWith(OverRate, StringComparison.Ordinal) => new InvalidCostException(error),
        HttpStatusCode.ServiceUnavailable when Is(error, "storage failed") => new StorageFailedException(error),
        HttpStatusCode.ServiceUnavailable when Is(error, "overloaded") => new LimiterOverloadedException(error),
        HttpStatusCode.ServiceUnavailable when Is(error, "not decided") => new RequestNotDecidedException(error),
        HttpStatusCode.ServiceUnavailable when Is(error, "outcome unknown") => new OutcomeUnknownException(error),
        _ => new FlintServerException((int)status, error),
    };

    private static bool Is(string error, string kind) => error.StartsWith(kind, StringComparison.OrdinalIgnoreCase);
}
