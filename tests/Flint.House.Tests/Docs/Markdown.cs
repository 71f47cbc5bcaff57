using System.Text.RegularExpressions;
using Flint.House.Tests.Support;

namespace Flint.House.Tests.Docs;

/// <summary>A code block of a page, with the comment right above it: <c>&lt;!-- code: samples/Quickstart/Program.cs --&gt;</c>.</summary>
/// <param name="Place">The page and the line.</param>
/// <param name="Language">What stands behind the three backticks.</param>
/// <param name="Note">The comment's text; empty where there is none.</param>
/// <param name="Text">What is inside.</param>
internal sealed record CodeBlock(string Place, string Language, string Note, string Text);

/// <summary>The pages of the repository.</summary>
internal static partial class Markdown
{
    /// <summary>Every page.</summary>
    public static IReadOnlyList<string> Pages { get; } = Repository.Files(".", "*.md");

    /// <summary>The code blocks of a page.</summary>
    public static IReadOnlyList<CodeBlock> Blocks(string page, string text)
    {
        var blocks = new List<CodeBlock>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            if (end < 0)
                throw new InvalidOperationException($"{page}:{i + 1}: a code block has no end");
            var note = i > 0 ? Note().Match(lines[i - 1]).Groups[1].Value : "";
            blocks.Add(new CodeBlock($"{page}:{i + 1}", lines[i][3..].Trim(), note, string.Concat(lines[(i + 1)..end].Select(line => line + "\n"))));
            i = end;
        }
        return blocks;
    }

    /// <summary>The block of a page that carries this note.</summary>
    public static CodeBlock Block(string page, string note) => Blocks(page, Repository.Read(page)).Single(block => block.Note == note);

    /// <summary>What a note names: a file, or behind <c>#</c> what stands in it between <c>// docs: name</c> and <c>// end</c>, moved to the left.</summary>
    public static string Source(string reference)
    {
        var (path, name) = reference.Split('#') is [var file, var region] ? (file, region) : (reference, null);
        var lines = Repository.Read(path).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (name is not null)
        {
            var start = Array.FindIndex(lines, line => line.Trim() == $"// docs: {name}");
            if (start < 0)
                throw new InvalidOperationException($"{path} has no // docs: {name}");
            lines = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "// end")];
        }
        var margin = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => (line.Length > 0 ? line[margin..] : "") + "\n"));
    }

    [GeneratedRegex("^<!-- (.+) -->$")]
    private static partial Regex Note();
}
