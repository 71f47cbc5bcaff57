using System.Text.Json;
using System.Text.RegularExpressions;
using Flint.House.Tests.Support;

namespace Flint.House.Tests.Docs;

/// <summary>What the pages show is compiled and run, what they point at is there, and what they say of settings stands in <c>flint.conf</c>.</summary>
public partial class DocsTests
{
    [Fact]
    public void Every_block_of_code_should_stand_in_a_file_that_is_run()
    {
        foreach (var page in Markdown.Pages)
            foreach (var block in Markdown.Blocks(page, Repository.Read(page)).Where(block => block.Language is "csharp" or "python" or "javascript" or "sh"))
            {
                Assert.True(block.Note.StartsWith("code: ", StringComparison.Ordinal), $"{block.Place}: above the block stands no <!-- code: FILE#NAME -->");
                Assert.Equal(Markdown.Source(block.Note["code: ".Length..]), block.Text);
            }
    }

    [Fact]
    public void A_block_that_differs_from_its_file_should_be_seen()
    {
        var block = Assert.Single(Markdown.Blocks("planted", "text\n<!-- code: samples/Quickstart/Program.cs -->\n```csharp\nusing Flint;\n```\n"));
        Assert.Equal(("planted:3", "csharp", "code: samples/Quickstart/Program.cs", "using Flint;\n"), (block.Place, block.Language, block.Note, block.Text));
        Assert.NotEqual(Markdown.Source("samples/Quickstart/Program.cs"), block.Text);
        Assert.Throws<InvalidOperationException>(() => Markdown.Source("samples/Quickstart/Program.cs#nowhere"));
    }

    [Fact]
    public async Task The_example_of_the_README_should_print_what_it_shows()
    {
        using var directory = new TemporaryDirectory();
        var ended = await DotNetProgram.RunAsync("samples/Quickstart", [], directory.Path);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(Markdown.Block("README.md", "output: samples/Quickstart").Text, ended.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_session_of_the_README_should_be_answered_as_it_shows()
    {
        using var directory = new TemporaryDirectory();
        using var server = DotNetProgram.Start("src/Flint.Host", ["server", "start", "--bind", "127.0.0.1:0"], directory.Path);
        try
        {
            var listening = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.StartsWith("flint server listening on ", listening, StringComparison.Ordinal);
            using var curl = new Curl(new Uri(listening!["flint server listening on ".Length..]));
            foreach (var (command, shown) in Commands(Markdown.Block("README.md", "session: curl").Text))
                Assert.Equal($"{command}\n{Steady(shown)}", $"{command}\n{Steady(await curl.RunAsync(command))}");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public void Links_within_the_repository_should_lead_somewhere() => Assert.All(
        Markdown.Pages.SelectMany(page => Link().Matches(Repository.Read(page)).Select(link => (page, To: link.Groups[1].Value))),
        link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.At(link.page))!, link.To)), $"{link.page} points at {link.To}"));

    [Fact]
    public void Files_that_a_page_names_should_be_there() => Assert.All(
        Markdown.Pages.SelectMany(page => NamedFile().Matches(Repository.Read(page)).Select(file => (page, Name: file.Groups[1].Value))),
        file => Assert.True(Path.Exists(Repository.At(file.Name)), $"{file.page} names {file.Name}"));

    [Fact]
    public void Every_setting_should_say_what_it_is_and_stand_in_the_docs_with_its_default()
    {
        var usage = Repository.Read("docs/usage.md");
        var settings = Settings(Repository.Read("hocon/flint.conf")).ToArray();
        Assert.True(settings.Length > 5, "flint.conf was not understood");
        Assert.All(settings, setting =>
        {
            Assert.True(setting.IsExplained, $"{setting.Name} has no comment");
            Assert.Contains($"| `{setting.Name}` | `{setting.Default}` |", usage, StringComparison.Ordinal);
        });
        Assert.All(DocumentedSetting().Matches(usage).Select(match => match.Groups[1].Value), name => Assert.Contains(name, settings.Select(setting => setting.Name)));
    }

    [Fact]
    public void Every_path_of_the_server_should_stand_in_the_docs()
    {
        var docs = Repository.Read("docs/shared-mode.md");
        var paths = JsonDocument.Parse(Repository.Read("src/Flint.Host/Http/openapi.json")).RootElement.GetProperty("paths").EnumerateObject().ToArray();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Matches($"{Regex.Escape(path.Name)}[`?]", docs));
    }

    // The settings of the block flint { }, one a line; two that share a comment stand right under each other.
    private static IEnumerable<(string Name, string Default, bool IsExplained)> Settings(string conf)
    {
        var (isInside, isExplained) = (false, false);
        foreach (var line in conf.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line == "flint {")
                isInside = true;
            else if (line == "}")
                isInside = false;
            else if (isInside && line.Trim() is [not '#', ..] setting)
                yield return ("flint." + setting.Split('=')[0].Trim(), setting.Split('=', 2)[1].Trim().Trim('"'), isExplained);
            else
                isExplained = line.TrimStart().StartsWith('#');
        }
    }

    private static IEnumerable<(string Command, string Shown)> Commands(string session)
    {
        foreach (var part in session.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            yield return (part[..end], part[(end + 1)..]);
        }
    }

    // Times differ from run to run, and so does what is left until one.
    private static string Steady(string text) => Waiting().Replace(Time().Replace(text.Trim(), "TIME"), "\"retry_after_ms\":WAIT");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("\"retry_after_ms\":\\d+")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|samples|hocon)/[\w./-]+)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\| `(flint\.[\w.-]+)` \|")]
    private static partial Regex DocumentedSetting();
}
