using System.Text.RegularExpressions;

namespace Flint.Campaigns.Planted;

/// <summary>A small change of one source file of the product.</summary>
/// <param name="File">Which, below <c>src</c>.</param>
/// <param name="Find">What must stand there exactly once; how its lines are indented does not matter.</param>
/// <param name="Put">What stands there instead.</param>
internal sealed record SourceEdit(string File, string Find, string Put)
{
    /// <summary>The project that the file belongs to.</summary>
    public string Project => File[..File.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The source with the change.</summary>
    /// <exception cref="InvalidOperationException">The source is not the one that the edit was made for.</exception>
    public string Apply(string source)
    {
        var pattern = string.Join(@"\s*\n\s*", Find.Split('\n').Select(line => Regex.Escape(line.Trim())));
        return Regex.Matches(source, pattern) is [var only]
            ? string.Concat(source.AsSpan(0, only.Index), Put, source.AsSpan(only.Index + only.Length))
            : throw new InvalidOperationException($"src/{File} holds {(source.Contains(Find, StringComparison.Ordinal) ? "more than once" : "no more")}: {Find}");
    }
}
