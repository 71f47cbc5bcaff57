namespace Flint.House.Tests.Support;

/// <summary>The projects of <c>src</c>, each read once.</summary>
internal static class Product
{
    private static readonly Lazy<IReadOnlyList<SourceProject>> All = new(() =>
        [.. Repository.Files("src", "*.csproj").Select(path => SourceProject.Load(Path.GetFileNameWithoutExtension(path)))]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SourceProject> Projects => All.Value;

    /// <summary>One of them.</summary>
    public static SourceProject Project(string name) => Projects.Single(project => project.Name == name);
}
