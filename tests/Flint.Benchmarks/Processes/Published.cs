namespace Flint.Benchmarks.Processes;

/// <summary>The flint program, and one that only greets, published in one of the two ways: compiled ahead, for the installed runtime or together with their own. Made once a run.</summary>
internal sealed class Published : IAsyncDisposable
{
    // What Flint.Host.csproj says.
    private const string HelloProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
            <PublishReadyToRun>true</PublishReadyToRun>
            <SelfContained>false</SelfContained>
            <TieredPGO>true</TieredPGO>
            <DynamicCodeSupport>false</DynamicCodeSupport>
          </PropertyGroup>
        </Project>
        """;

    private static readonly string Profile = Path.Combine("Properties", "PublishProfiles", "standalone.pubxml");

    private Published(string flint, string hello) => (Flint, Hello) = (flint, hello);

    /// <summary>The flint program.</summary>
    public string Flint { get; }

    /// <summary>A program that greets the world.</summary>
    public string Hello { get; }

    /// <summary>Publishes both.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="isStandalone">Whether with a runtime of their own.</param>
    public static async Task<Published> MakeAsync(string directory, bool isStandalone)
    {
        var hello = Directory.CreateDirectory(Path.Combine(directory, "hello-source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(hello, "hello.csproj"), HelloProject);
        await File.WriteAllTextAsync(Path.Combine(hello, "Program.cs"), """System.Console.WriteLine("hello, world");""" + "\n");
        var host = Path.Combine(Source.Root(), "src", "Flint.Host");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(hello, Profile))!);
        File.Copy(Path.Combine(host, Profile), Path.Combine(hello, Profile));
        return new Published(
            await PublishAsync(Path.Combine(host, "Flint.Host.csproj"), Path.Combine(directory, "flint"), "flint", isStandalone),
            await PublishAsync(Path.Combine(hello, "hello.csproj"), Path.Combine(directory, "hello"), "hello", isStandalone));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string> PublishAsync(string project, string to, string name, bool isStandalone)
    {
        string[] how = isStandalone ? ["-p:PublishProfile=standalone"] : [];
        await Tool.RunAsync("dotnet", ["publish", project, "-c", "Release", "-o", to, "-v", "q", "--nologo", "--disable-build-servers", .. how], Path.GetDirectoryName(project));
        return Path.Combine(to, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }
}
