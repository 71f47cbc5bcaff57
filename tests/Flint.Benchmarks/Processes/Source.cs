namespace Flint.Benchmarks.Processes;

/// <summary>The repository this was built in.</summary>
internal static class Source
{
    public static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Flint.Actors.sln")))
                return directory.FullName;
        }
        throw new DirectoryNotFoundException("what is built from source can be measured within the repository only");
    }
}
