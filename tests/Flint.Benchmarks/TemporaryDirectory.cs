namespace Flint.Benchmarks;

/// <summary>A new directory that goes with its owner.</summary>
internal sealed class TemporaryDirectory(string parent) : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(parent, "flint-benchmark-" + Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
