using System.Text.Json.Serialization;

namespace Flint.Client.Contracts;

/// <summary>The answer <c>{"ok":true}</c>; from <c>GET /v1/health</c> also <c>{"ok":false,"error":…}</c>.</summary>
/// <param name="Ok">Whether it was done, or is sound.</param>
/// <param name="Error">Why not; not written when there is nothing to say.</param>
public sealed record OkReply(
    bool Ok,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);
