using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>How many a query asks for.</summary>
internal static class QueryCount
{
    /// <summary>The value of <c>limit</c>, or null where it is left out.</summary>
    /// <exception cref="RequestRefusedException">It is no whole number of at least 1.</exception>
    public static long? Read(Dictionary<string, string> query)
    {
        if (!query.TryGetValue("limit", out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "limit must be a whole number of at least 1");
    }
}
