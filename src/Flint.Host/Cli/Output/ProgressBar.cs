using Spectre.Console;

namespace Flint.Host.Cli.Output;

/// <summary>Shows a person that work is going on which nobody can say the length of; it is gone when the work is done.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work, under a bar that says what it is and how long it has been going on.</summary>
    public static Task<T> ShowAsync<T>(TextWriter on, string what, Func<Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(on),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(progress =>
            {
                progress.AddTask(what).IsIndeterminate = true;
                return work();
            });
    }
}
