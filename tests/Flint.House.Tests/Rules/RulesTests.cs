using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>Every rule is tried on source that breaks it, and on source that comes close and does not.</summary>
public class RulesTests
{
    private const string Quota = "namespace Flint.Limits; internal sealed class Quota;";

    [Theory]
    [InlineData("Flint.Actors", """<ProjectReference Include="../Flint.Host/Flint.Host.csproj" />""")]
    [InlineData("Flint.Abstractions", """<ProjectReference Include="..\Flint.Actors\Flint.Actors.csproj" />""")]
    [InlineData("Flint.Client", """<PackageReference Include="Akka.Hosting" />""")]
    [InlineData("Flint.Somewhere", "")]
    public void A_reference_upwards_should_be_seen(string project, string item) =>
        Assert.Single(ProjectReferences.Violations(project, $"<Project><ItemGroup>{item}</ItemGroup></Project>"));

    [Theory]
    [InlineData("using Flint.State; internal sealed class Bad { public object Make() => new LimitState(); }")]
    [InlineData("internal sealed class Bad { public object Make() => new Flint.State.LimitState(); }")]
    [InlineData("internal sealed class Bad { public object Make() => new State.LimitState(); }")]
    [InlineData("using S = Flint.State.LimitState; internal sealed class Bad { public S? S { get; } }")]
    [InlineData("internal sealed class Bad { public object Type => typeof(Check); }")]
    public void A_layer_that_uses_what_stands_above_should_be_seen(string bad) => Assert.NotEmpty(Layers.Violations(SourceProject.Of(
        "Flint.Actors",
        "Flint",
        ("Limits/Bad.cs", Put(bad, "Flint.Limits")),
        ("State/LimitState.cs", "namespace Flint.State; internal sealed class LimitState;"),
        ("Messages/Check.cs", "namespace Flint; public sealed class Check;"))));

    [Fact]
    public void A_layer_that_uses_what_stands_below_should_pass() => Assert.Empty(Layers.Violations(SourceProject.Of(
        "Flint.Actors",
        "Flint",
        ("Limits/Quota.cs", Quota),
        ("State/LimitState.cs", "using Flint.Limits; namespace Flint.State; /** <see cref=\"Flint.Check\"/> */ internal sealed class LimitState { public Quota Quota { get; } = new(); }"))));

    [Fact]
    public void A_folder_that_no_layer_speaks_of_should_be_seen() =>
        Assert.Single(Layers.Violations(SourceProject.Of("Flint.Actors", "Flint", ("Elsewhere/Quota.cs", Quota))));

    [Theory]
    [InlineData("using Akka.Actor; internal sealed class Bad { public IActorRef? Ref { get; } }")]
    [InlineData("internal sealed class Bad { public Akka.Done Done => Akka.Done.Instance; }")]
    [InlineData("internal sealed class Bad : global::Akka.Persistence.UntypedPersistentActor;")]
    public void Akka_where_it_is_not_known_should_be_seen(string bad) =>
        Assert.NotEmpty(Forbidden.Violations(Actors("State/Bad.cs", bad), "knows Akka", AkkaUse.Is, AkkaUse.Places));

    [Fact]
    public void Akka_where_it_lives_should_pass() =>
        Assert.Empty(Forbidden.Violations(Actors("Actors/Good.cs", "internal sealed class Good : Akka.Actor.ActorBase;"), "knows Akka", AkkaUse.Is, AkkaUse.Places));

    [Theory]
    [InlineData("internal sealed class Bad { public object Mode => SyncMode.Always; }")]
    [InlineData("internal sealed class Bad { public object Type => typeof(Flint.Actors.Journal.Plugin.FlintJournal); }")]
    public void The_journal_where_any_journal_will_do_should_be_seen(string bad) =>
        Assert.NotEmpty(Forbidden.Violations(Actors("Actors/Bad.cs", bad), "knows the journal", JournalUse.Is, JournalUse.Places));

    [Fact]
    public void A_door_that_knows_the_embedded_limiter_should_be_seen() => Assert.NotEmpty(Forbidden.Violations(
        SourceProject.Of("Flint.Host", "Flint.Host", ("Http/Bad.cs", "namespace Flint.Host.Http; class Bad { object? A(Flint.Limiter limiter) => limiter.Failure; }")),
        "knows the embedded limiter",
        EmbeddedUse.Is,
        EmbeddedUse.Places));

    [Fact]
    public void Limits_in_the_journal_should_be_seen()
    {
        var journal = SourceProject.Of("Flint.Actors.Journal", "Flint.Actors.Journal", ("Log/Bad.cs", "class Bad { object A => new Flint.CheckItem(\"a\"); object B(Flint.FlintException e) => e.Message; }"));
        var found = Forbidden.Violations(journal, "knows limits", JournalUse.IsLimits);
        Assert.NotEmpty(found);
        Assert.All(found, violation => Assert.Contains("CheckItem", violation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("File.Exists(\"a\")")]
    [InlineData("System.IO.Directory.GetFiles(\"a\")")]
    [InlineData("new FileStream(\"a\", FileMode.Open)")]
    [InlineData("new FileInfo(\"a\").Length")]
    [InlineData("new StreamReader(\"a\")")]
    [InlineData("new StreamWriter(\"a\", append: true)")]
    [InlineData("RandomAccess.GetLength(null!)")]
    public void The_disk_outside_its_folder_should_be_seen(string expression) =>
        Assert.NotEmpty(Forbidden.Violations(Journal("Log/Bad.cs", $"class Bad {{ object? A() => {expression}; }}"), "touches the disk", DiskUse.Is, DiskUse.Places));

    [Fact]
    public void A_native_call_outside_its_folder_should_be_seen() => Assert.NotEmpty(Forbidden.Violations(
        Journal("Log/Bad.cs", "static class Bad { [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int fsync(int fd); }"), "touches the disk", DiskUse.Is, DiskUse.Places));

    [Fact]
    public void What_only_sounds_like_the_disk_should_pass() => Assert.Empty(Forbidden.Violations(
        Journal("Log/Good.cs", "class Good { string File => Path.GetFullPath(\"a\"); object A(Stream s) => new StreamReader(s); }"), "touches the disk", DiskUse.Is, DiskUse.Places));

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("System.Diagnostics.Stopwatch.StartNew()")]
    [InlineData("Environment.TickCount64")]
    [InlineData("Task.Delay(10)")]
    [InlineData("new PeriodicTimer(TimeSpan.FromSeconds(1))")]
    [InlineData("new Timer(_ => { })")]
    [InlineData("new CancellationTokenSource(100)")]
    [InlineData("((Akka.Actor.ActorSystem)null!).Scheduler.Advanced")]
    public void The_machines_clock_should_be_seen(string expression) =>
        Assert.NotEmpty(Forbidden.Violations(Actors("Actors/Bad.cs", $"class Bad {{ object A() => {expression}; }}"), "reads the clock", ClockUse.Is));

    [Theory]
    [InlineData("time.GetUtcNow()")]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), time)")]
    [InlineData("Task.Delay(Timeout.Infinite, default)")]
    [InlineData("new CancellationTokenSource()")]
    [InlineData("new PeriodicTimer(TimeSpan.FromSeconds(1), time)")]
    public void An_injected_clock_should_pass(string expression) =>
        Assert.Empty(Forbidden.Violations(Actors("Actors/Good.cs", $"class Good {{ object A(TimeProvider time) => {expression}; }}"), "reads the clock", ClockUse.Is));

    [Fact]
    public void The_machines_clock_as_a_default_should_be_seen_where_it_is_none() =>
        Assert.Single(Forbidden.Violations(Actors("Actors/Bad.cs", "class Bad { object A => TimeProvider.System; }"), "takes the clock", ClockUse.IsDefault, ClockUse.Defaults));

    [Fact]
    public void An_exemption_that_nobody_needs_should_be_seen()
    {
        var project = Actors("Actors/Good.cs", "class Good;");
        Assert.Single(Forbidden.Stale([project], ClockUse.Is, new Exempt("Flint.Actors/Actors", "none")));
    }

    [Theory]
    [InlineData("State/Bad.cs", "namespace Flint.Limits; public class Bad;")]
    [InlineData("State/Bad.cs", "namespace Flint; internal class Bad;")]
    [InlineData("State/Bad.cs", "public class Bad;")]
    [InlineData("State/Bad.cs", "namespace Flint.State { class A; } namespace Flint.Limits { class B; }")]
    public void A_namespace_that_is_not_its_folder_should_be_seen(string path, string text) =>
        Assert.Single(Namespaces.Violations(SourceProject.Of("Flint.Actors", "Flint", (path, text))));

    [Theory]
    [InlineData("State/Good.cs", "namespace Flint.State; internal class Good;")]
    [InlineData("Messages/Check.cs", "namespace Flint; public class Check;")]
    [InlineData("Http/Endpoints/A.cs", "namespace Flint.Http.Endpoints; class A;")]
    public void A_namespace_that_is_its_folder_should_pass(string path, string text) =>
        Assert.Empty(Namespaces.Violations(SourceProject.Of("Flint.Actors", "Flint", (path, text))));

    [Fact]
    public void A_long_file_should_be_seen_and_a_reason_without_one_too()
    {
        var project = Actors("Actors/Long.cs", string.Concat(Enumerable.Repeat("// a line\n", 301)));
        var reason = new Exempt("Flint.Actors/Actors/Long.cs", "to see");
        Assert.Single(FileLengths.Violations(project));
        Assert.Empty(FileLengths.Violations(project, reason));
        Assert.Single(FileLengths.Violations(Actors("Actors/Long.cs", "class Short;"), reason));
    }

    [Theory]
    [InlineData("class XOptions { public int Every { get; set; } }")]
    [InlineData("class XOptions { public int? Every { get; set; } = 5; }")]
    [InlineData("class A { int B(Akka.Configuration.Config c) => c.GetInt(\"flint.partitions\", 8); }")]
    [InlineData("class A { string B => \"flint.partitions = 8\"; }")]
    [InlineData("class A { string B(int d) => $\"flint.sync = batch {d}\"; }")]
    public void A_default_in_code_should_be_seen(string bad) => Assert.Single(Defaults.Violations(Actors("Hosting/Bad.cs", bad)));

    [Theory]
    [InlineData("class XOptions { public int? Every { get; set; } }")]
    [InlineData("class A { string B(Akka.Configuration.Config c) => c.GetString(\"flint.sync\", null); }")]
    [InlineData("class A { string B(string d) => $\"flint.data-dir = \\\"{d}\\\"\"; }")]
    public void An_option_that_says_nothing_should_pass(string good) => Assert.Empty(Defaults.Violations(Actors("Hosting/Good.cs", good)));

    [Fact]
    public void A_name_that_the_compiler_does_not_know_should_be_seen() =>
        Assert.Contains(Actors("Actors/Bad.cs", "class Bad : Nowhere.Something;").Compilation.GetDiagnostics(), diagnostic => diagnostic.Id == "CS0246" || diagnostic.Id == "CS0234");

    private static SourceProject Actors(string path, string text) => SourceProject.Of("Flint.Actors", "Flint", (path, Put(text, "Flint.Planted")));

    private static SourceProject Journal(string path, string text) => SourceProject.Of("Flint.Actors.Journal", "Flint.Actors.Journal", (path, Put(text, "Flint.Planted")));

    // Behind the usings, before the types.
    private static string Put(string text, string into)
    {
        var at = text.StartsWith("using ", StringComparison.Ordinal) ? text.IndexOf(';', StringComparison.Ordinal) + 1 : 0;
        return $"{text[..at]}\nnamespace {into};\n{text[at..]}";
    }
}
