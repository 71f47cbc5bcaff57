using System.Reflection;
using System.Text.Json;
using Flint.Campaigns.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Flint.Campaigns.Planted;

/// <summary>
/// Compiles a project of the product with some sources changed, as its build does: the build itself is asked for the compiler's command line. Once parsed,
/// another change takes less than a second.
/// </summary>
internal sealed class ProductBuild
{
    private static readonly string Configuration = typeof(ProductBuild).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private readonly string _directory;
    private readonly CSharpCommandLineArguments _arguments;
    private readonly CSharpCompilation _whole;
    private GeneratorDriver _generators;

    /// <summary>Reads the project.</summary>
    /// <param name="project">Its name.</param>
    public ProductBuild(string project)
    {
        _directory = Path.Combine(Sources.Root, "src", project);
        _arguments = CSharpCommandLineParser.Default.Parse(CommandLine(_directory), _directory, sdkDirectory: null);
        _whole = CSharpCompilation.Create(
            project,
            _arguments.SourceFiles.Select(file => Parse(file.Path, File.ReadAllText(file.Path))),
            _arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            _arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default));
        _generators = CSharpGeneratorDriver.Create(Generators(_arguments), parseOptions: _arguments.ParseOptions);
    }

    /// <summary>Compiles it.</summary>
    /// <param name="sources">The changed sources, by their path below <c>src</c>.</param>
    /// <param name="assembly">Where the assembly is written.</param>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public void Compile(IReadOnlyDictionary<string, string> sources, string assembly)
    {
        var changed = _whole;
        foreach (var (file, source) in sources)
        {
            var path = Path.GetFullPath(Path.Combine(_directory, "..", file));
            changed = changed.ReplaceSyntaxTree(_whole.SyntaxTrees.Single(tree => tree.FilePath == path), Parse(path, source));
        }
        _generators = _generators.RunGeneratorsAndUpdateCompilation(changed, out var complete, out _);
        using var stream = File.Create(assembly);
        var result = complete.Emit(stream, manifestResources: _arguments.ManifestResources);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    // What the SDK would give the compiler, which is not run.
    private static IEnumerable<string> CommandLine(string directory)
    {
        var output = DotNet.Run(directory, "msbuild", "-target:PrepareResources;Compile", "-getItem:CscCommandLineArgs", $"-property:Configuration={Configuration}",
            "-property:ProvideCommandLineArgs=true", "-property:SkipCompilerExecution=true", "-property:BuildProjectReferences=false", "-property:NonExistentFile=none");
        using var json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }

    // Those of the framework alone: analyzers have nothing to say here.
    private static IEnumerable<ISourceGenerator> Generators(CSharpCommandLineArguments arguments)
    {
        var loader = new Loader();
        return arguments.AnalyzerReferences.Where(analyzer => analyzer.FilePath.Contains("Microsoft.NETCore.App.Ref", StringComparison.Ordinal))
            .SelectMany(analyzer => new AnalyzerFileReference(analyzer.FilePath, loader).GetGenerators(LanguageNames.CSharp));
    }

    private SyntaxTree Parse(string path, string source) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), _arguments.ParseOptions, Path.GetFullPath(path));

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
            // They stand side by side.
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
