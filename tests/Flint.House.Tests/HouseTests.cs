using Flint.House.Tests.Rules;
using Flint.House.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Flint.House.Tests;

/// <summary>The house as docs/architecture.md draws it, held against the source.</summary>
public class HouseTests
{
    [Fact]
    public void The_compiler_should_know_every_name_in_the_source()
    {
        // A name it did not know would be a use that no rule sees. (Members that a source generator adds are unknown here: CS0117, CS1061.)
        string[] unknown = ["CS0012", "CS0103", "CS0234", "CS0246"];
        Nothing(Product.Projects.SelectMany(project => project.Compilation.GetDiagnostics().Where(diagnostic => unknown.Contains(diagnostic.Id)).Select(diagnostic => diagnostic.ToString())));
    }

    [Fact]
    public void Project_references_should_run_one_way() =>
        Nothing(Product.Projects.SelectMany(project => ProjectReferences.Violations(project.Name, Repository.Read($"src/{project.Name}/{project.Name}.csproj"))));

    [Fact]
    public void The_solution_should_hold_every_project()
    {
        var solution = Repository.Read("Flint.Actors.sln").Replace('\\', '/');
        Assert.All(Repository.Files(".", "*.csproj"), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Layers_should_use_only_what_stands_below_them() => Nothing(Product.Projects.SelectMany(Layers.Violations));

    [Fact]
    public void Akka_should_be_known_where_actors_live_only() => Hold("knows Akka", AkkaUse.Is, AkkaUse.Places);

    [Fact]
    public void The_journal_should_be_known_to_the_embedded_default_only()
    {
        var actors = Product.Project("Flint.Actors");
        Nothing(Forbidden.Violations(actors, "knows the journal", JournalUse.Is, JournalUse.Places));
        Nothing(Forbidden.Stale([actors], JournalUse.Is, JournalUse.Places));
    }

    [Fact]
    public void The_journal_should_know_nothing_of_limits() =>
        Nothing(Forbidden.Violations(Product.Project("Flint.Actors.Journal"), "knows limits", JournalUse.IsLimits));

    [Fact]
    public void The_embedded_limiter_should_be_known_in_one_place_of_the_program()
    {
        var host = Product.Project("Flint.Host");
        Nothing(Forbidden.Violations(host, "knows the embedded limiter", EmbeddedUse.Is, EmbeddedUse.Places));
        Nothing(Forbidden.Stale([host], EmbeddedUse.Is, EmbeddedUse.Places));
    }

    [Fact]
    public void The_disk_should_be_touched_in_one_place() => Hold("touches the disk", DiskUse.Is, DiskUse.Places);

    [Fact]
    public void Clocks_and_timers_should_be_injected()
    {
        Hold("reads the machine's clock", ClockUse.Is, ClockUse.Places);
        Hold("takes the machine's clock", ClockUse.IsDefault, ClockUse.Defaults);
    }

    [Fact]
    public void Namespaces_should_be_folders() => Nothing(Product.Projects.SelectMany(Namespaces.Violations));

    [Fact]
    public void Long_files_should_have_a_reason() =>
        Nothing(Product.Projects.SelectMany(project => FileLengths.Violations(project, FileLengths.Reasons)));

    [Fact]
    public void Defaults_should_stand_in_the_configuration_only() => Nothing(Product.Projects.SelectMany(Defaults.Violations));

    private static void Hold(string what, Func<Use, bool> isForbidden, params Exempt[] places)
    {
        Nothing(Product.Projects.SelectMany(project => Forbidden.Violations(project, what, isForbidden, places)));
        Nothing(Forbidden.Stale(Product.Projects, isForbidden, places));
    }

    private static void Nothing(IEnumerable<string> violations)
    {
        var found = violations.ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
