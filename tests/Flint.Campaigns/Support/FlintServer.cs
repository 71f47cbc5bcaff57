using System.Diagnostics;
using System.Net;
using System.Text;

namespace Flint.Campaigns.Support;

/// <summary>A server of ours, as a process of its own. Disposing kills it if it still runs.</summary>
internal sealed class FlintServer : IAsyncDisposable
{
    private const string Listening = "flint server listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StringBuilder _errors = new();

    private FlintServer(Process process)
    {
        Process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public Uri Url { get; private set; } = null!;

    /// <summary>From exec to the first 200 of <c>/v1/health</c>.</summary>
    public TimeSpan UntilHealthy { get; private set; }

    /// <summary>What it has written to stderr.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Starts a server on a free port and returns once its health is 200.</summary>
    /// <param name="flint">The program.</param>
    /// <param name="directory">Its data directory.</param>
    /// <param name="options">Further options, such as <c>--sync always</c>.</param>
    /// <param name="by">See <see cref="FlintProgram.Start"/>.</param>
    /// <param name="token">What it asks of every request; left out: nothing.</param>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
    /// <exception cref="InvalidOperationException">It is not healthy.</exception>
    public static async Task<FlintServer> StartAsync(FlintProgram flint, string directory, string options = "", Launcher? by = null, string? token = null)
    {
        var clock = Stopwatch.StartNew();
        string[] line = ["server", "start", "--bind", "127.0.0.1:0", "--data-dir", directory, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. token is null ? (string[])[] : ["--token", token]];
        var server = new FlintServer(flint.Start(line, by));
        try
        {
            var said = await server.Process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            if (said?.StartsWith(Listening, StringComparison.Ordinal) != true)
                throw await server.EndedAsync(said);
            server.Url = new Uri(said[Listening.Length..]);
            using var http = new FlintHttp(server.Url, token);
            var (status, body) = await http.HealthAsync();
            server.UntilHealthy = clock.Elapsed;
            return status == HttpStatusCode.OK ? server : throw new InvalidOperationException($"the server is not healthy: {body}");
        }
        catch (HttpRequestException)
        {
            // It was killed between its first word and its first answer.
            var ended = await server.EndedAsync(null);
            await server.DisposeAsync();
            throw ended;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signals.Terminate(Process);
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            await KillAsync();
        Process.Dispose();
    }

    private async Task<ServerEndedException> EndedAsync(string? said)
    {
        await Process.WaitForExitAsync().WaitAsync(Patience);
        return new ServerEndedException(Process.ExitCode, $"{said} {Errors}");
    }
}
