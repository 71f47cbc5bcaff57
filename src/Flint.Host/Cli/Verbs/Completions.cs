using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>completions bash|zsh</c>: a script that lets the shell ask this program what may come next.</summary>
internal static class Completions
{
    private const string Bash =
        """
        _flint() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(flint "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _flint flint
        """;

    private const string Zsh =
        """
        #compdef flint
        _flint() {
            local -a words_that_fit
            words_that_fit=("${(@f)$(flint "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a words_that_fit || _files
        }
        compdef _flint flint
        """;

    public static Command Create(Session session)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Verb(
            "completions",
            "Print a script that completes flint's commands: source <(flint completions bash).",
            "source <(flint completions bash)",
            "source <(flint completions zsh)") { shell };
        command.SetAction(line => session.Console.Out.WriteLine((line.GetValue(shell) == "zsh" ? Zsh : Bash).ReplaceLineEndings("\n")));
        return command;
    }
}
