using System.CommandLine;

namespace Flint.Host.Cli;

/// <summary>A command that does something, with lines of a shell that show how it is used.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>What its help shows; a test runs each of them, in the order of the help.</summary>
    public IReadOnlyList<string> Examples => examples;
}
