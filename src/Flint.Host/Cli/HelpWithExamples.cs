using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Flint.Host.Cli;

/// <summary>The parser's help, and below it the examples of the verb, or of the program as a whole.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> ofTheProgram) : SynchronousCommandLineAction
{
    // What a key may be: a check of it that shows help instead would end like one that is allowed.
    private static readonly string[] NoOptions = ["/h", "/?"];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    /// <summary>Puts it in the place of the help that every command of this program has.</summary>
    public static void ShowIn(RootCommand program, params string[] examples)
    {
        foreach (var option in program.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!, examples);
            foreach (var alias in NoOptions)
                option.Aliases.Remove(alias);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            RootCommand => ofTheProgram,
            Verb verb => verb.Examples,
            _ => [],
        };
        if (examples.Count == 0)
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}
