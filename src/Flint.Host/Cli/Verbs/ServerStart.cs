using System.CommandLine;
using Flint.Host.Http;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>server start</c>: serves a data directory until it is told to stop.</summary>
internal sealed class ServerStart
{
    private readonly Session _session;

    private readonly Option<string> _bind = new("--bind")
    {
        Description = $"Where to listen; port 0 takes a free one. Left out: {ServerSettings.DefaultBind}.",
        HelpName = "ADDR",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "A file of more tokens, one a line, that is read again while the server runs: rotation without a stop.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _sync = new("--sync")
    {
        Description = "When a grant is answered: once it is on the disk (always), or once the operating system has it (batch).",
        HelpName = "always|batch",
    };

    private readonly Option<int?> _flushMillis =
        WholeNumber.Positive("--flush-every-ms", "In batch: a flush starts this many milliseconds after the first event that waits for it.");

    private readonly Option<int?> _flushEvents = WholeNumber.Positive("--flush-every-events", "In batch: a flush starts once this many events wait for it.");

    private readonly Option<int?> _maxBlocking =
        WholeNumber.Positive("--max-blocking", $"How many requests are in work at a time; further ones wait. Left out: {ServerSettings.DefaultMaxBlocking}.");

    private readonly Option<int?> _maxConnections =
        WholeNumber.Positive("--max-connections", $"How many connections are open at a time; further ones are closed. Left out: {ServerSettings.DefaultMaxConnections}.");

    private readonly Option<bool> _metricsKeyLabel = new("--metrics-key-label")
    {
        Description = "/metrics tells of each key. Left out: of sums, whatever the number of keys.",
    };

    private ServerStart(Session session) => _session = session;

    public static Command Create(Session session)
    {
        var verb = new ServerStart(session);
        verb._sync.AcceptOnlyFromAmong("always", "batch");
        var command = new Verb(
            "start",
            "Serve a data directory over HTTP until SIGINT or SIGTERM.",
            "flint server start",
            "flint server start --sync batch --flush-every-ms 10",
            "flint server start --data-dir /var/lib/flint --bind 0.0.0.0:7878 --token-file /etc/flint/tokens")
        {
            verb._bind, verb._tokenFile, verb._sync, verb._flushMillis, verb._flushEvents, verb._maxBlocking, verb._maxConnections,
            verb._metricsKeyLabel,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken stop)
    {
        var console = _session.Console;

        // Judged before the directory is opened: what is refused must not create one.
        if (line.GetValue(_session.Options.Server) is not null)
            throw new UsageException("a server cannot be started at another: --server and \"server start\" cannot stand together");
        var settings = new ServerSettings(
            BindAddress.Parse(line.GetValue(_bind) ?? ServerSettings.DefaultBind),
            _session.Token(line),
            line.GetValue(_tokenFile) is { } file ? new TokenFile(file, TimeProvider.System, warning => CliFailure.Write(warning, console.Error)) : null,
            line.GetValue(_maxBlocking) ?? ServerSettings.DefaultMaxBlocking,
            line.GetValue(_maxConnections) ?? ServerSettings.DefaultMaxConnections)
        {
            MetricsWithKeys = line.GetValue(_metricsKeyLabel),
            Certificate = KestrelCertificate.Of(_session.Environment),
        };
        var sync = Sync(line);
        try
        {
            await using var opened = await _session.OpenToServeAsync(line, sync, stop);
            await using var server = await FlintServer.StartAsync(settings, opened.Limiter, opened.Failure, console.Error, stop);
            opened.Announce(server.Url);
            await console.Out.WriteLineAsync($"flint server listening on {server.Url}");
            await console.Out.FlushAsync(CancellationToken.None);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop before it served: that is done, too.
        }
        return ExitCode.Done;
    }

    // Without --sync the mode and its flushes are those of hocon/flint.conf.
    private SyncMode? Sync(ParseResult line)
    {
        var (mode, events, millis) = (line.GetValue(_sync), line.GetValue(_flushEvents), line.GetValue(_flushMillis));
        if (mode == "batch")
            return SyncMode.Batch(events, millis is { } interval ? TimeSpan.FromMilliseconds(interval) : null);
        if ((events ?? millis) is not null)
            throw new UsageException($"{(events is null ? _flushMillis : _flushEvents).Name} counts with --sync batch only: in always every grant is on the disk before it is answered");
        return mode is null ? null : SyncMode.Always;
    }
}
