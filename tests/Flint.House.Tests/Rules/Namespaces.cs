using Flint.House.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flint.House.Tests.Rules;

/// <summary>The namespace of a file is its folder, but what users type stands in <c>Flint</c>.</summary>
internal static class Namespaces
{
    private static readonly Exempt[] Elsewhere =
    [
        new("Flint.AspNetCore/FlintApplicationBuilderExtensions.cs", "Microsoft.AspNetCore.Builder: extensions stand where what they extend stands"),
        new("Flint.AspNetCore/FlintEndpointExtensions.cs", "Microsoft.AspNetCore.Builder: extensions stand where what they extend stands"),
        new("Flint.AspNetCore/FlintMetricsEndpointExtensions.cs", "Microsoft.AspNetCore.Builder: extensions stand where what they extend stands"),
        new("Flint.AspNetCore/FlintHealthCheckExtensions.cs", "Microsoft.Extensions.DependencyInjection: extensions stand where what they extend stands"),
        new("Flint.AspNetCore/FlintPolicyExtensions.cs", "Microsoft.Extensions.DependencyInjection: extensions stand where what they extend stands"),
        new("Flint.Actors/Hosting/FlintServiceCollectionExtensions.cs", "Microsoft.Extensions.DependencyInjection: extensions stand where what they extend stands"),
        new("Flint.Client/Hosting/FlintSharedServiceCollectionExtensions.cs", "Microsoft.Extensions.DependencyInjection: extensions stand where what they extend stands"),
    ];

    /// <summary>Files in another namespace, and types in <c>Flint</c> that users cannot see.</summary>
    public static IReadOnlyList<string> Violations(SourceProject project)
    {
        var found = new List<string>();
        foreach (var source in project.Sources)
        {
            var place = $"{project.Name}/{source.Path}";
            var root = source.Tree.GetCompilationUnitRoot();
            var declared = root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(node => node.Name.ToString()).ToArray();
            var types = root.DescendantNodes(node => node is not BaseTypeDeclarationSyntax).OfType<MemberDeclarationSyntax>().Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToArray();
            var folder = source.Folder.Length == 0 ? project.RootNamespace : $"{project.RootNamespace}.{source.Folder.Replace('/', '.')}";
            if (types.Length == 0 || Elsewhere.Any(exempt => exempt.Path == place && declared is [var name] && exempt.Reason.StartsWith(name + ":", StringComparison.Ordinal)))
                continue;
            if (declared is not [var only])
                found.Add($"{place}: {declared.Length} namespaces");
            else if (only != folder && only != "Flint")
                found.Add($"{place}: namespace {only} instead of {folder}");
            else if (only != folder && !types.Any(type => type.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword))))
                found.Add($"{place}: stands in Flint, but no user can see it");
        }
        return found;
    }
}
