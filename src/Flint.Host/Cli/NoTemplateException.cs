namespace Flint.Host.Cli;

/// <summary>There is no template of that pattern.</summary>
internal sealed class NoTemplateException(string pattern) : FlintException($"there is no template {pattern}");
