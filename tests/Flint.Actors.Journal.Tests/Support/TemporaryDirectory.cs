namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A place on the real disk that goes with the test. The directory itself is not made.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("flint-");

    public string Path => System.IO.Path.Combine(_parent.FullName, "data");

    public void Dispose() => _parent.Delete(recursive: true);
}
