using System.Diagnostics;
using System.Runtime.Versioning;
using Flint.Campaigns.Support;

namespace Flint.Host.Tests.Process;

/// <summary>
/// The server asked from other languages, each by its own interpreter: the examples of docs/shared-mode.md, and a client of the original's wire format.
/// What is not installed has no row here; <c>.ci/run</c> installs all of them and counts a missing one as a failure.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClientsTests
{
    private const string Token = "s3cret";

    public static TheoryData<string, string, string> Clients
    {
        get
        {
            const string allowed = "1: allowed\n2: allowed\n3: allowed\n4: denied";
            var clients = new TheoryData<string, string, string>();
            Add("sh", "cli.sh", allowed);
            if (IsInstalled("curl"))
                Add("sh", "curl.sh", allowed);
            Add("python3", "check.py", allowed + ", try again in 19 minutes");
            Add("node", "check.mjs", allowed + ", try again in 19 minutes");
            Add("python3", "wire_format.py", "limit check allow status reset\nlist\ncheck_all allow_all\nflush compact doctor health\nerrors");
            return clients;

            void Add(string interpreter, string script, string output)
            {
                if (IsInstalled(interpreter))
                    clients.Add(interpreter, script, output);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_client_in_another_language_should_be_answered_as_it_expects(string interpreter, string script, string output)
    {
        var flint = FlintProgram.Built();
        using var directory = new DataDirectory();
        await using var server = await FlintServer.StartAsync(flint, directory.Path, token: Token);
        var url = server.Url.ToString().TrimEnd('/');
        var start = new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "Clients", script), url, Token])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FLINT_URL"] = url,
                ["FLINT_SERVER_TOKEN"] = Token,
                ["PATH"] = $"{Path.GetDirectoryName(flint.Path)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            },
        };

        using var process = System.Diagnostics.Process.Start(start)!;
        var (said, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.Equal((0, output + "\n", ""), (process.ExitCode, await said, await complaints));
        Assert.Equal(0, await server.TerminateAsync());
        Assert.Equal("", server.Errors.Trim());
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));
}
