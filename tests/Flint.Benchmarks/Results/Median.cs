namespace Flint.Benchmarks.Results;

internal static class Median
{
    /// <summary>The middle one, or between the two in the middle; NaN if any is.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray(); // NaN stands first
        return sorted.Length == 0 || double.IsNaN(sorted[0]) ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
