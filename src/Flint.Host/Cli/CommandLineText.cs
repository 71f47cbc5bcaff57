using System.CommandLine;
using System.CommandLine.Parsing;

namespace Flint.Host.Cli;

/// <summary>Command lines to be copied into a POSIX shell.</summary>
internal static class CommandLineText
{
    /// <summary>The same command, asked of a server: without the options that are named, and what they were given.</summary>
    public static string Asking(string server, ParseResult line, params Option[] without)
    {
        var words = new List<string> { "flint", "--server", server };
        var isLeftOut = false;
        foreach (var token in line.Tokens)
        {
            if (token.Type == TokenType.Option && without.Any(option => option.Name == token.Value))
                isLeftOut = true;
            else if (isLeftOut)
                isLeftOut = false;
            else
                words.Add(token.Value);
        }
        return string.Join(' ', words.Select(Quoted));
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@%+".Contains(c)) ? word : $"'{word.Replace("'", @"'\''")}'";
}
