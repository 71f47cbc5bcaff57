using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>What a scenario is held against: something that is measured in turn with it.</summary>
/// <param name="Name">As tables and targets name it.</param>
/// <param name="OpenAsync">Prepares it.</param>
internal sealed record Yardstick(string Name, Func<Place, Task<IWork>> OpenAsync)
{
    /// <summary>Which part of a round's length it gets.</summary>
    public double Part { get; init; } = 0.25;

    /// <summary>Why it cannot be measured on this machine, or null.</summary>
    public Func<string?> Obstacle { get; init; } = () => null;
}
