using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>Which layer of a project may use which: a layer is a folder, or a file at the top.</summary>
internal static class Layers
{
    private static readonly Dictionary<string, Dictionary<string, string[]>> Allowed = new()
    {
        ["Flint.Actors"] = new()
        {
            ["Limits"] = [],
            ["State"] = ["Limits"],
            ["Import"] = ["State", "Limits"],
            ["Messages"] = ["State", "Limits"],
            ["Serialization"] = ["Messages", "State", "Limits"],
            ["Actors"] = ["Serialization", "Messages", "State", "Limits"],
            ["Hosting"] = ["Limiter.cs", "Import", "Actors", "Serialization", "Messages", "State", "Limits"],
            ["Limiter.cs"] = ["Hosting", "Actors", "Serialization", "Messages", "State", "Limits"],
        },
        ["Flint.Actors.Journal"] = new()
        {
            ["SyncMode.cs"] = [],
            ["Format"] = [],
            ["Files"] = ["Format"],
            ["Log"] = ["Files", "Format", "SyncMode.cs"],
            ["Plugin"] = ["Log", "Files", "Format", "SyncMode.cs"],
            ["Hosting"] = ["Plugin", "Log", "Files", "Format", "SyncMode.cs"],
        },
        ["Flint.Host"] = new()
        {
            ["OneLine.cs"] = [],
            ["UsageException.cs"] = [],
            ["StopSignals.cs"] = [],
            ["LimiterSource.cs"] = [],
            ["EmbeddedLimiters.cs"] = ["LimiterSource.cs"],
            ["Logging"] = ["OneLine.cs"],
            ["Http"] = ["Logging", "LimiterSource.cs", "OneLine.cs", "UsageException.cs"],
            ["Cli"] = ["Http", "LimiterSource.cs", "OneLine.cs", "UsageException.cs", "StopSignals.cs"],
            ["Program.cs"] = ["Cli", "EmbeddedLimiters.cs", "LimiterSource.cs", "StopSignals.cs", "UsageException.cs"],
        },
    };

    /// <summary>Every use of a layer that stands above, or that is not spoken of.</summary>
    public static IReadOnlyList<string> Violations(SourceProject project)
    {
        if (!Allowed.TryGetValue(project.Name, out var layers))
            return [];
        var found = new List<string>();
        foreach (var source in project.Sources)
        {
            if (!layers.TryGetValue(source.Layer, out var below))
            {
                found.Add($"{project.Name}/{source.Path}: {source.Layer} has no place among the layers");
                continue;
            }
            found.AddRange(project.UsesOf(source)
                .Select(use => (use.Place, Used: project.Declares(use.Symbol), use.Type))
                .Where(use => use.Used is not null && use.Used.Layer != source.Layer && !below.Contains(use.Used.Layer))
                .Select(use => $"{use.Place}: {source.Layer} uses {use.Type} of {use.Used!.Layer}"));
        }
        return [.. found.Distinct()];
    }
}
