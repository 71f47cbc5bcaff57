namespace Flint.Campaigns.Support;

/// <summary>The repository that this program stands in.</summary>
internal static class Sources
{
    /// <summary>Its root.</summary>
    /// <exception cref="DirectoryNotFoundException">The program was taken elsewhere.</exception>
    public static string Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Flint.Actors.sln")))
                root = root.Parent;
            return root?.FullName ?? throw new DirectoryNotFoundException("this program does not stand in its repository");
        }
    }
}
