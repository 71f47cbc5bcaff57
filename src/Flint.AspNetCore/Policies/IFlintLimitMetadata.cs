namespace Flint.AspNetCore.Policies;

/// <summary>What stands at an endpoint that has a limit of its own.</summary>
public interface IFlintLimitMetadata
{
    /// <summary>The name of the policy.</summary>
    string Policy { get; }

    /// <summary>What a request is charged; null: what the policy says.</summary>
    long? Cost { get; }
}
