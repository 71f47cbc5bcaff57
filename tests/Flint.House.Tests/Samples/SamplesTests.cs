using Flint.House.Tests.Support;

namespace Flint.House.Tests.Samples;

/// <summary>The samples do what they say: each runs as a program of its own, twice in one directory, since that is what durable means.</summary>
public class SamplesTests
{
    [Fact]
    public async Task The_console_service_should_remember_what_it_sent()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(
            """
            sent to ada, 2 left
            sent to ada, 1 left
            sent to bob, 2 left
            no name: key must not contain control characters

            """,
            await Run("ConsoleService", directory, "ada\nada\nbob\n\u0007\n"));
        Assert.Equal(
            """
            sent to ada, 0 left
            not sent to ada, again in 20 minutes

            """,
            await Run("ConsoleService", directory, "ada\nada\n"));
    }

    [Fact]
    public async Task The_actor_system_service_should_limit_its_orders()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(
            """
            order 1 taken, 1 more today
            order 2 taken, 0 more today
            order 3 refused: the limit of 2 is used up
            2 allowed, 1 denied

            """,
            await Run("ActorSystemService", directory));
        Assert.Equal(
            """
            order 1 refused: the limit of 2 is used up
            order 2 refused: the limit of 2 is used up
            order 3 refused: the limit of 2 is used up
            2 allowed, 4 denied

            """,
            await Run("ActorSystemService", directory));
    }

    [Fact]
    public async Task The_hosted_service_should_charge_both_limits_or_neither()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(
            """
            report 1 made
            report 2 made
            report 3 refused by reports:ada
            reports:all: 2 of 25 used

            """,
            await Run("HostedService", directory));
        Assert.Equal(
            """
            report 1 refused by reports:ada
            report 2 refused by reports:ada
            report 3 refused by reports:ada
            reports:all: 2 of 25 used

            """,
            await Run("HostedService", directory));
    }

    private static async Task<string> Run(string sample, TemporaryDirectory directory, string input = "")
    {
        var ended = await DotNetProgram.RunAsync($"samples/{sample}", [], directory.Path, input);
        Assert.True(ended.ExitCode == 0, $"{sample} ended with {ended.ExitCode}: {ended.Error}");
        return ended.Output.ReplaceLineEndings();
    }
}
