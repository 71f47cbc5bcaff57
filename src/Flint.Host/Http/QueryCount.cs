using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>How many a query asks for.</summary>
internal static class QueryCount
{
    /// <summary>The value of <c>limit</c>, or null where it is left out.</summary>
    /// <exception cref="RequestRefusedException">It is no whole number from 1 to <paramref name="max"/>.</exception>
    public static long? Read(Dictionary<string, string> query, long max = long.MaxValue)
    {
        if (!query.TryGetValue("limit", out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= max
            ? count
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {max}");
    }
}
