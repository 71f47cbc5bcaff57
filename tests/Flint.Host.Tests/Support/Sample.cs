using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Host.Tests.Support;

/// <summary>A sample of a campaign of tests/Flint.Campaigns, small enough to run with the tests; the full size is that program's.</summary>
internal static class Sample
{
    /// <summary>Runs it against the program that was built with these tests: what it says is the test's output, what it finds fails the test.</summary>
    public static async Task HoldAsync(ITestOutputHelper output, Func<Report, Task> campaign)
    {
        var said = new StringWriter();
        var report = new Report(said);
        try
        {
            await campaign(report);
        }
        finally
        {
            output.WriteLine(said.ToString());
        }
        Assert.True(report.Violations.Count == 0, string.Join('\n', report.Violations));
    }
}
