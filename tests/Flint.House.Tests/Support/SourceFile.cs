using Microsoft.CodeAnalysis;

namespace Flint.House.Tests.Support;

/// <summary>One file of a project.</summary>
/// <param name="Path">Its path in the project, with <c>/</c>.</param>
/// <param name="Tree">Its text, parsed.</param>
internal sealed record SourceFile(string Path, SyntaxTree Tree)
{
    /// <summary>The folder it stands in, such as <c>Http/Endpoints</c>; empty at the top.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The layer it belongs to: its first folder, or its own name at the top, of which a part of a class (<c>Limiter.Templates.cs</c>) has that of the whole.</summary>
    public string Layer => Path.Contains('/') ? Path.Split('/')[0] : $"{Path.Split('.')[0]}.cs";
}

/// <summary>A name in a source file.</summary>
/// <param name="Symbol">What it stands for.</param>
/// <param name="Node">Where.</param>
/// <param name="Place">The same for people.</param>
internal sealed record Use(ISymbol Symbol, SyntaxNode Node, string Place)
{
    /// <summary>The assembly that declares it.</summary>
    public string Assembly => Symbol.ContainingAssembly?.Name ?? "";

    /// <summary>The type that is named, or whose member is.</summary>
    public string Type => (Symbol as INamedTypeSymbol ?? Symbol.ContainingType)?.OriginalDefinition.ToDisplayString(Name) ?? "";

    private static readonly SymbolDisplayFormat Name = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);
}
