namespace Flint.Benchmarks.Yardsticks;

/// <summary>Servers that are started when they are first needed and serve the whole run.</summary>
internal sealed class Servers(string directory) : IAsyncDisposable
{
    private readonly Dictionary<string, Task<IAsyncDisposable>> _started = [];

    /// <summary>The server of that name.</summary>
    public async Task<T> GetAsync<T>(string name, Func<string, Task<T>> start)
        where T : class, IAsyncDisposable
    {
        if (!_started.TryGetValue(name, out var server))
            _started[name] = server = StartAsync();
        return (T)await server;

        async Task<IAsyncDisposable> StartAsync() => await start(Directory.CreateDirectory(Path.Combine(directory, name)).FullName);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.Values.Where(server => server.IsCompletedSuccessfully))
            await (await server).DisposeAsync();
    }
}
