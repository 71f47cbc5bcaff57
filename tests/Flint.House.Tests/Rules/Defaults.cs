using System.Text.RegularExpressions;
using Flint.House.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Flint.House.Tests.Rules;

/// <summary>Defaults stand in <c>hocon/flint.conf</c> and nowhere else: options say nothing unless they are set, and settings are read without a fallback.</summary>
internal static partial class Defaults
{
    /// <summary>Options with a value of their own, settings read with a fallback, and settings written down in code.</summary>
    public static IReadOnlyList<string> Violations(SourceProject project) =>
    [
        .. project.Sources.SelectMany(source => OptionsWithDefaults(project, source)),
        .. project.Sources.SelectMany(source => SettingsWithFallback(project, source)),
        .. project.Sources.SelectMany(source => SettingsInCode(project, source)),
    ];

    private static IEnumerable<string> OptionsWithDefaults(SourceProject project, SourceFile source) =>
        source.Tree.GetRoot().DescendantNodes().OfType<PropertyDeclarationSyntax>()
            .Where(property => property.Parent is TypeDeclarationSyntax type && type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal))
            .Where(property => property.AccessorList?.Accessors.Any(accessor => accessor.Keyword.ValueText is "set" or "init") == true)
            .Where(property => !property.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.OverrideKeyword)))
            .Where(property => property.Type is not NullableTypeSyntax || property.Initializer is not null)
            .Select(property => $"{project.Name}/{source.Path}: the option {property.Identifier.Text} has a default of its own");

    private static IEnumerable<string> SettingsWithFallback(SourceProject project, SourceFile source) =>
        project.UsesOf(source)
            .Where(use => use.Type == "Akka.Configuration.Config" && use.Symbol is IMethodSymbol { Name: ['G', 'e', 't', ..] })
            .Select(use => (use.Place, Call: use.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>()))
            .Where(use => use.Call?.ArgumentList.Arguments is [_, var fallback, ..] && !fallback.Expression.IsKind(SyntaxKind.NullLiteralExpression))
            .Select(use => $"{use.Place}: a setting is read with the fallback {use.Call!.ArgumentList.Arguments[1]}");

    private static IEnumerable<string> SettingsInCode(SourceProject project, SourceFile source) =>
        source.Tree.GetRoot().DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken)
            .Where(token => Setting().IsMatch(token.ValueText))
            .Select(token => $"{project.Name}/{source.Path}: sets {Setting().Match(token.ValueText).Value.Trim()} in code");

    // A setting with a value: what follows an equals sign is neither the end of the text, where an interpolation stands, nor an open quote before one.
    [GeneratedRegex("""flint\.[a-z][\w.-]*\s*[=:]\s*"?[^\s"]+""")]
    private static partial Regex Setting();
}
