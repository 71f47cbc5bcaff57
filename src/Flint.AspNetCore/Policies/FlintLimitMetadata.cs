namespace Flint.AspNetCore.Policies;

/// <summary>A limit of an endpoint that was given to it by <c>RequireFlint</c>.</summary>
internal sealed record FlintLimitMetadata(string Policy, long? Cost) : IFlintLimitMetadata
{
    public override string ToString() => Cost is { } cost ? $"Flint({Policy}, cost {cost})" : $"Flint({Policy})";
}
