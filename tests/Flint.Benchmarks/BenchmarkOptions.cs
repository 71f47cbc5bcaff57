namespace Flint.Benchmarks;

/// <summary>How to measure.</summary>
/// <param name="Rounds">Rounds of each side; the median of them counts.</param>
/// <param name="Length">The length of a round.</param>
/// <param name="Only">A text that the name of a scenario must hold to be run.</param>
/// <param name="Directory">Where directories for the logs are made.</param>
/// <param name="IsQuick">Only to see that it runs: what takes long is left out.</param>
internal sealed record BenchmarkOptions(int Rounds, TimeSpan Length, string Only, string Directory, bool IsQuick = false);
