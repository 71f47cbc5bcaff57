using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class CompletionsTests
{
    private readonly TestProgram _flint = new();

    [Theory]
    [InlineData("flint li", "limit")]
    [InlineData("flint limit chec", "check", "check-all")]
    [InlineData("flint limit add k --al", "--algorithm")]
    [InlineData("flint server start --sync ", "always", "batch")]
    public async Task The_program_should_say_what_may_come_next(string typed, params string[] words)
    {
        var ended = await _flint.RunAsync($"[suggest:{typed.Length}]", typed);

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        Assert.Subset(ended.Output.Split('\n').ToHashSet(), words.ToHashSet());
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _flint flint\n")]
    [InlineData("zsh", "compdef _flint flint\n")]
    public async Task A_shell_should_get_a_script_that_asks(string shell, string end)
    {
        var ended = await _flint.RunAsync("completions", shell);

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        Assert.Contains("flint \"[suggest:$", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith(end, ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shell_should_be_refused() => (await _flint.RunAsync("completions", "fish")).ShouldFail(ExitCode.Usage, "fish");
}
