namespace Flint.Campaigns.Support;

/// <summary>The program that campaigns start: a given one, or one that is published when the first of them asks for it, and is gone afterwards.</summary>
internal sealed class ProgramUnderTest(string? path, Report report) : IDisposable
{
    private DirectoryInfo? _published;
    private FlintProgram? _program;

    public FlintProgram Value => _program ??= path is null ? Publish() : FlintProgram.At(path);

    public void Dispose() => _published?.Delete(recursive: true);

    private FlintProgram Publish()
    {
        report.Say("dotnet publish src/Flint.Host -c Release");
        _published = Directory.CreateTempSubdirectory("flint-published-");
        return FlintProgram.Publish(_published.FullName);
    }
}
