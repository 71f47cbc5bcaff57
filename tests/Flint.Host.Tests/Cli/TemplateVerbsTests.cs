using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class TemplateVerbsTests
{
    private readonly TestProgram _flint = new();

    [Fact]
    public async Task A_template_should_be_added_as_told_listed_and_removed()
    {
        (await _flint.RunAsync("template", "add", "ip:*", "--rate", "100", "--per", "1m", "--algorithm", "sliding_window_log", "--idle-ttl", "1h")).ShouldPrint("configured\n");
        Assert.Equal([new LimitTemplate("ip:*", 100, TimeSpan.FromMinutes(1), Algorithm.SlidingWindowLog, TimeSpan.FromHours(1))], await _flint.Limiter.TemplatesAsync());

        (await _flint.RunAsync("template", "list")).ShouldPrint(
            """
            [
              {
                "pattern": "ip:*",
                "rate": 100,
                "per_millis": 60000,
                "algorithm": "sliding_window_log",
                "idle_ttl_millis": 3600000
              }
            ]

            """.ReplaceLineEndings("\n"));
        _flint.IsTerminal = true;
        var table = await _flint.RunAsync("template", "list");
        Assert.Contains("ip:*", table.Output, StringComparison.Ordinal);
        Assert.Contains("FORGOTTEN AFTER", table.Output, StringComparison.Ordinal);
        (await _flint.RunAsync("template", "remove", "ip:*", "--json")).ShouldPrint("{\"ok\":true}\n");
        (await _flint.RunAsync("template", "remove", "ip:*")).ShouldFail(ExitCode.Failure, "there is no template ip:*");
    }

    [Fact]
    public async Task What_is_not_told_should_be_the_default()
    {
        (await _flint.RunAsync("template", "add", "*", "--rate", "1", "--per", "1s")).ShouldPrint("configured\n");

        Assert.Equal([new LimitTemplate("*", 1, TimeSpan.FromSeconds(1), Algorithm.TokenBucket, FakeLimiter.DefaultIdleTtl)], await _flint.Limiter.TemplatesAsync());
    }

    [Theory]
    [InlineData("template add a*b --rate 1 --per 1m", "*")]
    [InlineData("template add a* --rate 0 --per 1m", "rate")]
    [InlineData("template add a* --rate 1 --per soon", "soon")]
    [InlineData("template add a* --rate 1 --per 1m --idle-ttl soon", "soon")]
    [InlineData("template add a* --rate 1", "--per")]
    [InlineData("template add a* --rate 1 --per 1m --algorithm leaky", "leaky")]
    public async Task What_is_no_template_should_be_refused_before_anything_is_opened(string line, string error)
    {
        (await _flint.RunAsync(line.Split(' '))).ShouldFail(ExitCode.Usage, error);

        Assert.Equal(0, _flint.Limiter.Disposals);
    }
}
