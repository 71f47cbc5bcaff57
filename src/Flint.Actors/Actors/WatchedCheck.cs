using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>A check or check_all that somebody watches, from its call to its answer. Its span tells the key's hash: the key is the user's, and nobody else's.</summary>
internal sealed class WatchedCheck
{
    private readonly CheckWatch _watch;
    private readonly long _start;
    private readonly Activity? _span;
    private long _decided;

    /// <param name="watch">Who counts.</param>
    /// <param name="request">The check.</param>
    /// <param name="start">When it was asked for.</param>
    /// <param name="span">The span of it, which began then; null: nobody traces it.</param>
    public WatchedCheck(CheckWatch watch, ILimiterRequest request, long start, Activity? span)
    {
        (_watch, _start, _span) = (watch, start, span);
        Operation = OperationOf(request);
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag("flint.key.hash", request switch
        {
            Check check => HashOf(check.Key),
            CheckAll all => all.Items.Take(LimitRules.MaxItems).Select(item => HashOf(item.Key)).ToArray(),
            _ => null,
        });
        span.SetTag("flint.cost", (request as Check)?.Cost);
    }

    /// <summary>What was asked for.</summary>
    public KeyValuePair<string, object?> Operation { get; }

    /// <summary>What a request asks for, by name.</summary>
    public static KeyValuePair<string, object?> OperationOf(ILimiterRequest request) => new("flint.operation", request is Check ? "check" : "check_all");

    /// <summary>The name of a decision.</summary>
    public static string Decision(bool isAllowed) => isAllowed ? "allowed" : "denied";

    /// <summary>It is decided now: what it waits for from now on is the disk.</summary>
    public void Decided()
    {
        if (_span is not null)
            Volatile.Write(ref _decided, _watch.Now);
    }

    /// <summary>It was answered with a result or a failure.</summary>
    public void End(object? answer)
    {
        switch (answer)
        {
            case CheckResult result:
                _watch.Count(result);
                End(result.Allowed, result);
                break;
            case CheckAllResult all:
                Count(all);
                if (_span is { IsAllDataRequested: true } && !all.Allowed)
                    _span.SetTag("flint.denied_key.hash", HashOf(all.DeniedKey));
                End(all.Allowed, all.Allowed ? null : all.Results[^1]);
                break;
            case Status.Failure failure:
                Fail(failure.Cause);
                break;
        }
    }

    /// <summary>It has no answer.</summary>
    public void Fail(Exception cause)
    {
        var error = new KeyValuePair<string, object?>("error.type", cause.GetType().FullName);
        _watch.Time(_start, Operation, error);
        if (_span is null)
            return;
        _span.SetTag(error.Key, error.Value);
        if (cause is not OperationCanceledException)
            _span.SetStatus(ActivityStatusCode.Error); // without the message: it may name the key
        _span.Dispose();
    }

    // Told: the key that decided, where it is one.
    private void End(bool isAllowed, CheckResult? told)
    {
        _watch.Time(_start, Operation, new("flint.decision", Decision(isAllowed)));
        if (_span is null)
            return;
        if (_span.IsAllDataRequested)
        {
            _span.SetTag("flint.decision", Decision(isAllowed));
            _span.SetTag("flint.algorithm", told?.Algorithm.Name());
            _span.SetTag("flint.wait", _watch.Seconds(_start, Volatile.Read(ref _decided)));
            _span.SetTag("flint.retry_after", told?.RetryAfter?.TotalSeconds);
        }
        _span.Dispose();
    }

    // Of one that is refused the keys before the one that did are as they would have been: they have decided nothing.
    private void Count(CheckAllResult all)
    {
        if (!all.Allowed)
            _watch.Count(all.Results[^1]);
        else
            foreach (var result in all.Results)
                _watch.Count(result);
    }

    // The same everywhere and at any time, so that whoever knows a key finds its spans.
    private static string HashOf(string? key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key ?? "")).AsSpan(0, 8));
}
