using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>The body of <c>POST /v1/reset</c>.</summary>
public sealed record ResetRequest
{
    /// <summary>The key to give its full quota back.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Key { get; set; }
}
