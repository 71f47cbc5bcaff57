using Flint.House.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.House.Tests.Docs;

/// <summary>The code of docs/shared-mode.md, run against the program.</summary>
public sealed class SharedModeTests
{
    [Fact]
    public async Task Processes_should_share_the_limits_of_a_server()
    {
        using var directory = new TemporaryDirectory();
        using var server = DotNetProgram.Start("src/Flint.Host", ["server", "start", "--bind", "127.0.0.1:0", "--token", "s3cret"], directory.Path);
        try
        {
            var listening = await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            var url = listening!["flint server listening on ".Length..];

            // docs: shared
            await using var limiter = new SharedLimiter(url, token: "s3cret", timeout: TimeSpan.FromSeconds(10));

            await limiter.LimitAsync("api:user-42", rate: 100, per: "1m");
            CheckResult check = await limiter.CheckAsync("api:user-42");
            // end
            Assert.Equal((true, 99), (check.Allowed, check.Remaining));

            var services = new ServiceCollection();

            // docs: container
            services.AddFlintShared(url, token: "s3cret");
            // end

            await using var container = services.BuildServiceProvider();
            Assert.True(await container.GetRequiredService<ILimiter>().AllowAsync("api:user-42", 99));
            Assert.Equal(100, (await limiter.StatusAsync("api:user-42"))?.TotalAllowedCost);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }
}
