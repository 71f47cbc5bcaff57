namespace Flint.Benchmarks.Processes;

/// <summary>Programs published as the flint program is: compiled ahead, with the runtime that is installed. Made once a run.</summary>
internal sealed class Published : IAsyncDisposable
{
    private const string HelloProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
            <PublishReadyToRun>true</PublishReadyToRun>
            <SelfContained>false</SelfContained>
            <TieredPGO>true</TieredPGO>
          </PropertyGroup>
        </Project>
        """;

    private Published(string flint, string hello) => (Flint, Hello) = (flint, hello);

    /// <summary>The flint program.</summary>
    public string Flint { get; }

    /// <summary>A program that greets the world.</summary>
    public string Hello { get; }

    public static async Task<Published> MakeAsync(string directory)
    {
        var hello = Directory.CreateDirectory(Path.Combine(directory, "hello-source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(hello, "hello.csproj"), HelloProject);
        await File.WriteAllTextAsync(Path.Combine(hello, "Program.cs"), """System.Console.WriteLine("hello, world");""" + "\n");
        return new Published(
            await PublishAsync(Path.Combine(Source.Root(), "src", "Flint.Host", "Flint.Host.csproj"), Path.Combine(directory, "flint"), "flint"),
            await PublishAsync(Path.Combine(hello, "hello.csproj"), Path.Combine(directory, "hello"), "hello"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string> PublishAsync(string project, string to, string name)
    {
        await Tool.RunAsync("dotnet", ["publish", project, "-c", "Release", "-o", to, "-v", "q", "--nologo"], Path.GetDirectoryName(project));
        return Path.Combine(to, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }
}
