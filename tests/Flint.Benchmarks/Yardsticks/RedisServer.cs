using System.Diagnostics;
using System.Globalization;
using Flint.Benchmarks.Processes;
using StackExchange.Redis;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>A Redis that appends every change to a file of its own, in a directory of its own, on the loopback. Disposing ends it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    // A token bucket as people write it for Redis: by the server's clock, the whole decision in one script.
    private const string TokenBucket = """
        local rate, per, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local time = redis.call('TIME')
        local now = time[1] * 1000 + time[2] / 1000
        local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens = tonumber(held[1]) or rate
        tokens = math.min(rate, tokens + (now - (tonumber(held[2]) or now)) * rate / per)
        if tokens < cost then
          return {0, tokens, (cost - tokens) * per / rate}
        end
        tokens = tokens - cost
        redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
        redis.call('PEXPIRE', KEYS[1], per)
        return {1, tokens, 0}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly byte[] _script;

    private RedisServer(Process process, ConnectionMultiplexer connection, byte[] script) =>
        (_process, _connection, _database, _script) = (process, connection, connection.GetDatabase(), script);

    /// <param name="directory">Where its file stands.</param>
    /// <param name="appendfsync"><c>always</c> or <c>everysec</c>.</param>
    public static async Task<RedisServer> StartAsync(string directory, string appendfsync)
    {
        var port = Tool.FreePort().ToString(CultureInfo.InvariantCulture);
        var process = Tool.Start(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", port, "--dir", directory, "--appendonly", "yes", "--appendfsync", appendfsync, "--save", "", "--auto-aof-rewrite-percentage", "0"]);
        try
        {
            await WaitUntilReadyAsync(process);
            var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectRetry=20,connectTimeout=1000,syncTimeout=30000,asyncTimeout=30000,allowAdmin=true");
            var script = await connection.GetServers()[0].ScriptLoadAsync(TokenBucket);
            return new RedisServer(process, connection, script);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    // Connecting would be tried again and again, but no longer than a busy machine may take to start a program.
    private static async Task WaitUntilReadyAsync(Process process)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException($"redis-server does not listen: {await process.StandardError.ReadToEndAsync().WaitAsync(Patience)}");
        }
        while (!line.Contains("Ready to accept connections", StringComparison.Ordinal));
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // nobody reads what else it says
    }

    /// <summary>Forgets all keys.</summary>
    public Task EmptyAsync() => _connection.GetServers()[0].FlushDatabaseAsync();

    /// <summary>Whether the cost was granted.</summary>
    public async ValueTask<bool> CheckAsync(string key, long rate, long perMilliseconds, long cost = 1)
    {
        var answer = (RedisResult[]?)await _database.ScriptEvaluateAsync(_script, [key], [rate, perMilliseconds, cost]);
        return (int)answer![0] == 1;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
