using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>A file that may do what others may not.</summary>
/// <param name="Path">Project, folder and name; or project and layer.</param>
/// <param name="Reason">Why.</param>
internal sealed record Exempt(string Path, string Reason);

/// <summary>What only some places may use.</summary>
internal static class Forbidden
{
    /// <summary>Every forbidden use outside the exempt places.</summary>
    public static IReadOnlyList<string> Violations(SourceProject project, string what, Func<Use, bool> isForbidden, params Exempt[] exempt) =>
    [
        .. project.Sources
            .Where(source => !exempt.Any(place => Covers(place, project, source)))
            .SelectMany(project.UsesOf)
            .Where(isForbidden)
            .Select(use => $"{use.Place}: {what}: {use.Symbol.ToDisplayString()}")
            .Distinct(),
    ];

    /// <summary>Exempt places of these projects that do not use it: the list says more than there is.</summary>
    public static IReadOnlyList<string> Stale(IEnumerable<SourceProject> projects, Func<Use, bool> isForbidden, params Exempt[] exempt) =>
    [
        .. exempt
            .Where(place => !projects.Any(project => project.Sources.Any(source => Covers(place, project, source) && project.UsesOf(source).Any(isForbidden))))
            .Select(place => $"{place.Path} is exempt and need not be"),
    ];

    private static bool Covers(Exempt place, SourceProject project, SourceFile source) =>
        place.Path == $"{project.Name}/{source.Path}" || place.Path == $"{project.Name}/{source.Layer}";
}
