using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// Malformed requests by the ten thousand, beside a good client: they cost only themselves. The server lives, answers each of them with an error of its sender's if
/// it answers at all, logs nothing of them, writes nowhere but into its directory, and gives back what memory they took.
/// </summary>
internal sealed partial record FuzzCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const string Token = "s3cret-of-the-fuzz";

    // Some characters that no mutation of a prefix hits upon: a DELETE must not find these.
    private static readonly string[] Keys = [.. Enumerable.Range(0, 20).Select(key => $"☂:{key}")];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public int Requests { get; init; } = 100_000;

    /// <summary>How many senders of malformed requests there are, and how many good callers.</summary>
    public int Senders { get; init; } = 32;

    public int Callers { get; init; } = 4;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}", token: Token);
        using var http = new FlintHttp(server.Url, Token);
        await Task.WhenAll(Keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
        var ledger = new Ledger(Keys);
        var took = new ConcurrentBag<double>();
        var callers = new Callers(http, Callers, Keys, ledger, Seed, answer =>
        {
            took.Add(answer.Took.TotalMilliseconds);
            report.Require(answer.Outcome is Outcome.Granted, $"fuzz: the good client was answered {answer.Outcome} {answer.Error}");
            return true;
        });

        var seen = new Tally();
        await SendAsync(server, Requests / 10, Seed, seen, report);
        var early = ResidentMiB(server);
        await SendAsync(server, Requests - (Requests / 10), Seed + Senders, seen, report);
        var late = ResidentMiB(server);
        await callers.StopAsync();

        var answers = callers.Answers;
        report.Require(!server.Process.HasExited, "fuzz: the server died");
        ledger.SettleExactly(await http.CountedAsync(), report, "fuzz");
        report.Require(await server.TerminateAsync() == 0, $"fuzz: the server did not end with 0: {server.Errors}");
        var lines = server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var line in lines)
            report.Require(Starved().IsMatch(line), $"fuzz: the server said: {line}");
        report.Require(directory.Names is ["flint.aof", "flint.lock"], $"fuzz: in the directory are {string.Join(' ', directory.Names)}");
        report.Require(directory.Neighbours is [], $"fuzz: beside the directory are {string.Join(' ', directory.Neighbours)}");
        report.Require(late <= (early * 1.2) + 32, $"fuzz: grew from {early:F0} to {late:F0} MiB");

        double[] sorted = [.. took.Order()];
        report.Require(sorted[^1] < 10_000, $"fuzz: the good client waited {sorted[^1]:F0} ms");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"fuzz: sync {Sync}, seed {Seed}, {Requests} malformed requests, answered {seen}; beside them {answers} checks of {Callers} callers, all granted, median {sorted[sorted.Length / 2]:F1} ms, p99 {sorted[(int)(sorted.Length * 0.99)]:F1} ms, slowest {sorted[^1]:F0} ms; resident {early:F0} MiB after a tenth, {late:F0} MiB in the end; {lines.Length} lines logged"));
    }

    private Task SendAsync(FlintServer server, int requests, int seed, Tally seen, Report report) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var random = new Random(seed + sender);
            var malformed = new MalformedRequests(random, Token);
            for (var i = sender; i < requests; i += Senders)
                await SendOneAsync(server, malformed.Next(), random, seen, report);
        })));

    private static async Task SendOneAsync(FlintServer server, MalformedRequest request, Random random, Tally seen, Report report)
    {
        var farewell = random.Next(10) switch
        {
            0 => Farewell.Closed,
            1 => Farewell.Reset,
            _ => request.IsWhole && random.Next(2) == 0 ? Farewell.AfterAnswer : Farewell.HalfClosed,
        };
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var connection = await RawConnection.OpenAsync(server.Url, patience.Token);
            var answers = await connection.ExchangeAsync(request, farewell, patience.Token);
            report.Require(farewell != Farewell.AfterAnswer || answers.Count > 0, $"fuzz: no answer to {Show(request)}");
            if (answers.Count == 0)
                seen.Add(0);
            foreach (var answer in answers)
            {
                seen.Add(answer.Status);
                report.Require(request.IsHead ? answer.Status is 200 or (>= 400 and < 500) or 505 : IsInOrder(answer), $"fuzz: {answer.Head} {System.Text.Encoding.UTF8.GetString(answer.Body)} to {farewell} {Show(request)}");
            }
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException or System.Net.Sockets.SocketException)
        {
            report.Require(false, $"fuzz: {e.GetType().Name} {e.Message} at {farewell} {Show(request)}");
        }
    }

    /// <summary>Good by chance, refused by us with a sentence, or by the web server, which reads no further, without.</summary>
    private static bool IsInOrder(RawAnswer answer) => answer switch
    {
        { Status: 200, Body.Length: > 0 } => answer.Header("Content-Type") is { } type && (type.StartsWith("text/plain", StringComparison.Ordinal) || IsJson(answer.Body, out _)),
        { Status: 505 or (>= 400 and < 500), Body.Length: 0 } => answer.Header("Content-Length") is "0" && answer.Header("Connection") is "close",
        { Status: >= 400 and < 500 } => answer.Header("Content-Type") is "application/json" && IsJson(answer.Body, out var body)
            && body.TryGetProperty("error", out var error) && error.GetString() is { Length: > 0 },
        _ => false,
    };

    private static bool IsJson(byte[] body, out JsonElement json)
    {
        try
        {
            json = JsonDocument.Parse(body).RootElement;
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    private static string Show(MalformedRequest request) => $"{request.Kind}: {Convert.ToBase64String(request.Bytes.AsSpan(0, Math.Min(request.Bytes.Length, 600)))}";

    private static double ResidentMiB(FlintServer server)
    {
        server.Process.Refresh();
        return server.Process.WorkingSet64 / 1048576.0;
    }

    // What the web server says of a machine that has too much to do; nothing that a client sends is worth a line.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning \S+: As of ""[^""]*"", the heartbeat has been running for ")]
    private static partial Regex Starved();

    /// <summary>How often each status came; 0: no answer.</summary>
    private sealed class Tally
    {
        private readonly ConcurrentDictionary<int, int> _counts = new();

        public void Add(int status) => _counts.AddOrUpdate(status, 1, (_, count) => count + 1);

        public override string ToString() => string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} x {(count.Key == 0 ? "nothing" : count.Key)}"));
    }
}
