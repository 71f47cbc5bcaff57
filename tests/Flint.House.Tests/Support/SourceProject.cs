using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flint.House.Tests.Support;

/// <summary>A project as the compiler sees it: what every name in its source stands for, however it is written.</summary>
internal sealed class SourceProject
{
    // What ImplicitUsings adds; of the web SDK's more than a library's needs, which does no harm.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly PortableExecutableReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(File.Exists)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private readonly Dictionary<string, Use[]> _uses = [];

    private SourceProject(string name, string assembly, string rootNamespace, IEnumerable<(string Path, string Text)> files)
    {
        (Name, RootNamespace) = (name, rootNamespace);
        Sources = [.. files.Select(file => new SourceFile(file.Path, CSharpSyntaxTree.ParseText(file.Text, Language, name + "/" + file.Path)))];
        Compilation = CSharpCompilation.Create(
            assembly,
            [.. Sources.Select(source => source.Tree), CSharpSyntaxTree.ParseText(ImplicitUsings, Language)],
            Platform.Where(reference => IsSeenBy(name, Path.GetFileNameWithoutExtension(reference.FilePath!))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    /// <summary>The name of the project.</summary>
    public string Name { get; }

    /// <summary>What the namespaces of its folders start with.</summary>
    public string RootNamespace { get; }

    /// <summary>Its files.</summary>
    public IReadOnlyList<SourceFile> Sources { get; }

    /// <summary>What the compiler makes of them.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>A project of <c>src</c>.</summary>
    public static SourceProject Load(string name)
    {
        var directory = $"src/{name}/";
        var project = XDocument.Parse(Repository.Read($"{directory}{name}.csproj"));
        string Property(string property) => project.Descendants(property).SingleOrDefault()?.Value ?? name;
        return new SourceProject(name, Property("AssemblyName"), Property("RootNamespace"), Repository.Files(directory, "*.cs").Select(path => (path[directory.Length..], Repository.Read(path))));
    }

    /// <summary>A project that does not exist, for rules to be tried on.</summary>
    public static SourceProject Of(string name, string rootNamespace, params (string Path, string Text)[] files) => new(name, name, rootNamespace, files);

    /// <summary>Every name in the file that stands for a type or a member of one; comments are no code.</summary>
    public IReadOnlyList<Use> UsesOf(SourceFile file)
    {
        if (_uses.TryGetValue(file.Path, out var known))
            return known;
        var model = Compilation.GetSemanticModel(file.Tree);
        var uses = file.Tree.GetRoot().DescendantNodes()
            .Where(node => node is SimpleNameSyntax
                or BaseObjectCreationExpressionSyntax
                or ConstructorInitializerSyntax)
            .Select(node => (Node: node, Symbol: SymbolOf(model, node)))
            .Where(use => use.Symbol is not null)
            .Select(use => new Use(use.Symbol!, use.Node, $"{Name}/{file.Path}:{use.Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}"))
            .ToArray();
        return _uses[file.Path] = uses;
    }

    /// <summary>The file of this project that declares the symbol, or null.</summary>
    public SourceFile? Declares(ISymbol symbol)
    {
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        var path = type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath;
        return path is null ? null : Sources.FirstOrDefault(source => source.Tree.FilePath == path);
    }

    // Of our own assemblies a project sees those that it references: others would lend their namespaces to names that mean something else.
    private static bool IsSeenBy(string project, string assembly) =>
        !assembly.StartsWith("flint", StringComparison.OrdinalIgnoreCase) || ReferencesOf(project).Contains(assembly);

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value))
            .SelectMany(reference => ReferencesOf(reference).Append(reference));

    private static ISymbol? SymbolOf(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is IAliasSymbol alias)
            symbol = alias.Target;
        return symbol is INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol ? symbol : null;
    }
}
