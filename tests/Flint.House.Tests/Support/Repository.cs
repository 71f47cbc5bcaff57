namespace Flint.House.Tests.Support;

/// <summary>The working copy that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or directory of it, by its path from the root with <c>/</c>.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>The text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(At(path));

    /// <summary>The files below a directory that belong to the repository, as paths from the root with <c>/</c>.</summary>
    public static IReadOnlyList<string> Files(string directory, string pattern) =>
    [
        .. Directory.EnumerateFiles(At(directory), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" || (part.StartsWith('.') && part != ".ci")))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Flint.Actors.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"no Flint.Actors.sln above {AppContext.BaseDirectory}");
    }
}
