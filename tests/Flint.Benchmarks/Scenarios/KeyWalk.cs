namespace Flint.Benchmarks.Scenarios;

/// <summary>Which key whose turn it is: every caller walks over all of them, from a place of its own.</summary>
internal sealed class KeyWalk(string[] keys, int callers)
{
    public string this[int caller, long n] => keys[(int)(((caller * (long)keys.Length / callers) + n) % keys.Length)];
}
