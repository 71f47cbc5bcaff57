using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>A file of more than 300 lines wants a reason.</summary>
internal static class FileLengths
{
    private const int Most = 300;

    public static readonly Exempt[] Reasons = [];

    /// <summary>Long files without a reason, and reasons without a long file.</summary>
    public static IReadOnlyList<string> Violations(SourceProject project, params Exempt[] reasons)
    {
        var lengths = project.Sources.ToDictionary(source => $"{project.Name}/{source.Path}", source => source.Tree.GetText().Lines.Count - 1);
        return
        [
            .. lengths.Where(file => file.Value > Most && !reasons.Any(reason => reason.Path == file.Key)).Select(file => $"{file.Key}: {file.Value} lines"),
            .. reasons.Where(reason => lengths.TryGetValue(reason.Path, out var lines) && lines <= Most).Select(reason => $"{reason.Path} has a reason and needs none"),
        ];
    }
}
