using System.CommandLine;
using System.CommandLine.Parsing;

namespace Flint.Host.Cli;

/// <summary>Command lines to be copied into a POSIX shell.</summary>
internal static class CommandLineText
{
    /// <summary>The same command, asked of a server instead of a directory.</summary>
    public static string Asking(string server, ParseResult line, Option directory)
    {
        var words = new List<string> { "flint", "--server", server };
        var isDirectory = false;
        foreach (var token in line.Tokens)
        {
            if (token.Type == TokenType.Option && token.Value == directory.Name)
                isDirectory = true;
            else if (isDirectory)
                isDirectory = false;
            else
                words.Add(token.Value);
        }
        return string.Join(' ', words.Select(Quoted));
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@%+".Contains(c)) ? word : $"'{word.Replace("'", @"'\''")}'";
}
