using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Flint.Campaigns.Support;

/// <summary>How a client leaves that has sent what it had to send.</summary>
internal enum Farewell
{
    /// <summary>It waits for one answer.</summary>
    AfterAnswer,

    /// <summary>It gives the server a moment, then says that nothing more comes, and reads until the server closes.</summary>
    HalfClosed,

    /// <summary>It closes without reading.</summary>
    Closed,

    /// <summary>It resets the connection.</summary>
    Reset,
}

/// <summary>One connection to a server, and whatever bytes one likes.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _received = [];
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri url, CancellationToken ct)
    {
        var connection = new RawConnection();
        try
        {
            await connection._socket.ConnectAsync(IPEndPoint.Parse(url.Authority), ct);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends; false where the server has closed.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await _socket.SendAsync(bytes, ct)..];
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends a request, leaves in that way, and returns the complete answers.</summary>
    public async Task<IReadOnlyList<RawAnswer>> ExchangeAsync(MalformedRequest request, Farewell farewell, CancellationToken ct)
    {
        // Reading beside the sending: a server that refuses a long request answers before it was sent.
        var reading = farewell is Farewell.AfterAnswer or Farewell.HalfClosed ? ReadAsync(request.IsHead, oneIsEnough: farewell == Farewell.AfterAnswer, ct) : null;
        await SendAsync(request.Bytes, ct);
        switch (farewell)
        {
            case Farewell.HalfClosed:
                // A server takes a half-closed connection for one whose client has gone.
                await _firstAnswer.Task.WaitAsync(Moment, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                TryShutdown();
                break;
            case Farewell.Reset:
                _socket.LingerState = new LingerOption(enable: true, seconds: 0);
                break;
        }
        return reading is null ? [] : await reading;
    }

    /// <summary>Reads until the server closes, or one complete answer is there.</summary>
    public async Task<IReadOnlyList<RawAnswer>> ReadAsync(bool isHead, bool oneIsEnough, CancellationToken ct)
    {
        var buffer = new byte[8 * 1024];
        while (true)
        {
            var read = await ReceiveAsync(buffer, ct);
            _received.AddRange(buffer.AsSpan(0, read));
            var answers = RawAnswer.Parse(CollectionsMarshal.AsSpan(_received), isHead, hasEnded: read == 0);
            if (read == 0 || answers.Count > 0)
                _firstAnswer.TrySetResult();
            if (read == 0 || (oneIsEnough && answers.Count > 0))
            {
                _received.Clear();
                return answers;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(Memory<byte> buffer, CancellationToken ct)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, ct);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private void TryShutdown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was quicker.
        }
    }
}
