using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Flint.Campaigns.Support;

/// <summary>Connections that take up room and do no work: idle ones, and writers that drip heads and bodies until they are thrown out, and come again.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] Health = "GET /v1/health HTTP/1.1\r\nHost: flint\r\n\r\n"u8.ToArray();
    private static readonly byte[] BodyToCome = "POST /v1/check HTTP/1.1\r\nHost: flint\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"u8.ToArray();

    private readonly Uri _url;
    private readonly List<RawConnection> _idle = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _ends = [];
    private Task _slow = Task.CompletedTask;

    private Crowd(Uri url) => _url = url;

    /// <summary>How the slow writers were thrown out: statuses, or <c>closed</c>.</summary>
    public IEnumerable<string> Ends => _ends;

    /// <summary>Comes together.</summary>
    /// <param name="url">The server.</param>
    /// <param name="idle">How many idle; every other one has asked for something before.</param>
    /// <param name="slow">How many slow writers, half of them of heads and half of bodies.</param>
    public static async Task<Crowd> GatherAsync(Uri url, int idle, int slow)
    {
        var crowd = new Crowd(url);
        for (var i = 0; i < idle; i++)
        {
            var connection = await RawConnection.OpenAsync(url, crowd._stop.Token);
            crowd._idle.Add(connection);
            if (i % 2 == 0)
                await crowd.AskAsync(connection);
        }
        crowd._slow = Task.WhenAll(Enumerable.Range(0, slow).Select(i => Task.Run(() => crowd.DripAsync(i % 2 == 0))));
        return crowd;
    }

    /// <summary>Asks for the server's health on each of the idle connections; how many were answered.</summary>
    public async Task<int> AskAsync()
    {
        var answered = 0;
        foreach (var connection in _idle)
            answered += await AskAsync(connection) ? 1 : 0;
        return answered;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _slow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var connection in _idle)
            connection.Dispose();
        _stop.Dispose();
    }

    private async Task<bool> AskAsync(RawConnection connection) =>
        await connection.SendAsync(Health, _stop.Token) && await connection.ReadAsync(isHead: false, oneIsEnough: true, _stop.Token) is [{ Status: 200 }];

    private async Task DripAsync(bool isHead)
    {
        while (true)
        {
            using var connection = await RawConnection.OpenAsync(_url, _stop.Token);
            var end = connection.ReadAsync(isHead: false, oneIsEnough: false, _stop.Token);
            await connection.SendAsync(isHead ? Encoding.ASCII.GetBytes("GET /v1/health HTTP/1.1\r\nX-Slow: ") : BodyToCome, _stop.Token);
            using var drip = new PeriodicTimer(Drip);
            while (!end.IsCompleted && await connection.SendAsync("x"u8.ToArray(), _stop.Token))
                await drip.WaitForNextTickAsync(_stop.Token);
            _ends.Add(await end is [var answer] ? answer.Status.ToString(CultureInfo.InvariantCulture) : "closed");
        }
    }
}
