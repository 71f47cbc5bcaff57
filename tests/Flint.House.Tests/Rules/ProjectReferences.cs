using System.Xml.Linq;

namespace Flint.House.Tests.Rules;

/// <summary>Which project may reference which, and whose packages it may use.</summary>
internal static class ProjectReferences
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Flint.Abstractions"] = [],
        ["Flint.Actors.Journal"] = ["Flint.Abstractions"],
        ["Flint.Actors"] = ["Flint.Abstractions", "Flint.Actors.Journal"],
        ["Flint.Client"] = ["Flint.Abstractions"],
        ["Flint.RateLimiting"] = ["Flint.Abstractions"],
        ["Flint.AspNetCore"] = ["Flint.Abstractions", "Flint.RateLimiting"],
        ["Flint.Host"] = ["Flint.Abstractions", "Flint.Actors", "Flint.Client", "Flint.AspNetCore"],
    };

    private static readonly string[] WithAkka = ["Flint.Actors", "Flint.Actors.Journal"];

    /// <summary>What a project file of that name references and must not.</summary>
    public static IReadOnlyList<string> Violations(string project, string text)
    {
        if (!Allowed.TryGetValue(project, out var allowed))
            return [$"{project} has no place in the house yet: say in this rule what it may reference"];
        var items = XDocument.Parse(text);
        var projects = items.Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')))
            .Where(reference => !allowed.Contains(reference))
            .Select(reference => $"{project} references {reference}");
        var packages = items.Descendants("PackageReference")
            .Select(item => item.Attribute("Include")!.Value)
            .Where(package => package.StartsWith("Akka", StringComparison.Ordinal) && !WithAkka.Contains(project))
            .Select(package => $"{project} references the package {package}");
        return [.. projects, .. packages];
    }
}
