using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Where the sides of a scenario work: a directory of their own, and servers that serve the whole run.</summary>
internal sealed class Place(string directory, BenchmarkOptions options, Servers servers)
{
    private int _made;

    public BenchmarkOptions Options => options;

    public Servers Servers => servers;

    /// <summary>What the sides share: the same for both.</summary>
    public string Shared(string name) => Path.Combine(directory, name);

    /// <summary>A new directory.</summary>
    public string NewDirectory() => Directory.CreateDirectory(Path.Combine(directory, $"{Interlocked.Increment(ref _made)}")).FullName;
}
