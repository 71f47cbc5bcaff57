namespace Flint.Client.Contracts;

/// <summary>The answer to a check_all.</summary>
/// <param name="Allowed">Whether every item was granted; if not, nothing was charged.</param>
/// <param name="DeniedKey">The first key of the request that refused, or null.</param>
/// <param name="Results">In the order of the request; on a denial up to the denied key.</param>
public sealed record CheckAllReply(bool Allowed, string? DeniedKey, IReadOnlyList<CheckReply> Results)
{
    /// <summary>The answer that says what <paramref name="result"/> says.</summary>
    public static CheckAllReply From(CheckAllResult result) =>
        new(result.Allowed, result.DeniedKey, [.. result.Results.Select(CheckReply.From)]);

    /// <summary>What the answer says, to the precision of the wire.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public CheckAllResult ToResult() => new(Allowed, DeniedKey, [.. Results.Select(reply => reply.ToResult())]);
}
