using System.Diagnostics;

namespace Flint.Benchmarks.Processes;

/// <summary>A server of ours on the loopback, as a process of its own. Disposing ends it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process, Uri url)
    {
        (_process, Url) = (process, url);
        // Nobody reads what it says, and it may say as much as it likes.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public Uri Url { get; }

    /// <summary>Starts an assembly that stands beside this one; returns once it says, after <paramref name="prefix"/>, at which URL it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string assembly, string prefix, params string[] arguments)
    {
        var process = Tool.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            if (line?.StartsWith(prefix, StringComparison.Ordinal) != true)
                throw new InvalidOperationException($"{assembly} does not listen: {line}{(line is null ? await process.StandardError.ReadToEndAsync().WaitAsync(Patience) : "")}");
            return new ServerProcess(process, new Uri(line[prefix.Length..]));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
