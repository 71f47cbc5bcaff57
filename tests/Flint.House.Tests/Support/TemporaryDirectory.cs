namespace Flint.House.Tests.Support;

/// <summary>A directory of its own, gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("flint-house-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
