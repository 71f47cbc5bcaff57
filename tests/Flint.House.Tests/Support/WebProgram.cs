using System.Diagnostics;

namespace Flint.House.Tests.Support;

/// <summary>A program of this solution that serves HTTP, on a free port of the loopback address, until it is disposed.</summary>
internal sealed class WebProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private WebProgram(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = Patience };
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    /// <summary>Starts a web app.</summary>
    public static Task<WebProgram> StartAppAsync(string project, string directory, params string[] arguments) =>
        StartAsync(project, [.. arguments, "--urls", "http://127.0.0.1:0", "--Flint:Timeout", Patience.ToString("c")], directory, "Now listening on: ");

    /// <summary>Starts the flint server.</summary>
    public static Task<WebProgram> StartFlintAsync(string directory, string bind = "127.0.0.1:0") =>
        StartAsync("src/Flint.Host", ["server", "start", "--bind", bind], directory, "flint server listening on ");

    /// <summary>Its answer to a GET with this user.</summary>
    public async Task<int> GetAsync(string path, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        using var response = await Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<WebProgram> StartAsync(string project, IEnumerable<string> arguments, string directory, string announcement)
    {
        var process = DotNetProgram.Start(project, arguments, directory);
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var at = line.IndexOf(announcement, StringComparison.Ordinal);
            if (at < 0)
                continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // whatever it says from now on must not fill the pipe
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new WebProgram(process, new Uri(line[(at + announcement.Length)..]));
        }
        throw new InvalidOperationException($"{project} ended before it served: {await process.StandardError.ReadToEndAsync(CancellationToken.None)}");
    }
}
