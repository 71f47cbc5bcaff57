using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// What the meter <c>Flint.Actors</c> shows of a limiter's checks and keys, and the spans of checks, of the source of that name.
/// While nobody listens a check costs the question whether somebody does.
/// </summary>
internal sealed class CheckWatch : IDisposable
{
    private static readonly ActivitySource Spans = new("Flint.Actors");

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _checks;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _durations;
    private volatile bool _isClosed;

    /// <param name="factory">Whose meter it is; null: nobody's.</param>
    /// <param name="context">The limiter.</param>
    public CheckWatch(IMeterFactory? factory, LimiterContext context)
    {
        _time = context.Time;
        _meter = factory?.Create("Flint.Actors") ?? new Meter("Flint.Actors");
        _checks = _meter.CreateCounter<long>("flint.checks", "{check}", "Checks that were asked for; a check_all is one.");
        _decisions = _meter.CreateCounter<long>("flint.decisions", "{decision}", "What was answered, a key: a check_all that passes is one for each of its keys, else one for the key that refused.");
        _durations = _meter.CreateHistogram("flint.check.duration", "s", "How long a check takes from the call to its answer.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        });
        Show("flint.requests.waiting", "{request}", "Requests that wait for their answer.", () => context.Admission.Waiting);
        Show("flint.keys.resident", "{key}", "Keys whose actors are awake.", () => context.Awake.Value);
    }

    /// <summary>Whether somebody would see a check.</summary>
    public bool IsOn => _checks.Enabled || _decisions.Enabled || _durations.Enabled || Spans.HasListeners();

    /// <summary>Now, by the clock that times checks.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>As <see cref="ReplyPool{T}.Send"/>, for a check that is watched.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> SendAsync<T>(ReplyPool<T> pool, IActorRef to, ILimiterRequest request, CancellationToken ct)
    {
        var check = Begin(request);
        try
        {
            var answer = await pool.Send(to, request, ct, check).ConfigureAwait(false);
            check.End(answer);
            return answer;
        }
        catch (Exception cause)
        {
            check.Fail(cause);
            throw;
        }
    }

    /// <summary>A check that has come as a message; null: it is none, or nobody watches, or who does has thrown, which must not reach the actor that lets it in.</summary>
    public WatchedCheck? TryBegin(object message)
    {
        if (message is not (Check or CheckAll) || !IsOn)
            return null;
        var current = Activity.Current;
        try
        {
            return Begin((ILimiterRequest)message);
        }
        catch
        {
            return null;
        }
        finally
        {
            Activity.Current = current is { IsStopped: true } ? null : current; // what the asker does next is no part of it; what has ended cannot go on
        }
    }

    /// <summary>A key has answered.</summary>
    public void Count(CheckResult answer) =>
        _decisions.Add(1, new("flint.decision", WatchedCheck.Decision(answer.Allowed)), new("flint.algorithm", answer.Algorithm.Name()));

    /// <summary>A check that began then has ended.</summary>
    public void Time(long start, in KeyValuePair<string, object?> operation, in KeyValuePair<string, object?> outcome) =>
        _durations.Record(_time.GetElapsedTime(start).TotalSeconds, operation, outcome);

    /// <summary>The time from one moment to another, in seconds; null: the other never came.</summary>
    public double? Seconds(long from, long to) => to == 0 ? null : _time.GetElapsedTime(from, to).TotalSeconds;

    public void Dispose()
    {
        _isClosed = true;
        _meter.Dispose(); // a factory disposes its own
    }

    private WatchedCheck Begin(ILimiterRequest request)
    {
        _checks.Add(1, WatchedCheck.OperationOf(request)); // before there is a span that a listener who throws would leave open
        return new WatchedCheck(this, request, Now, Spans.StartActivity(request is Check ? "flint.check" : "flint.check_all"));
    }

    // A factory's meter outlives the limiter.
    private void Show(string name, string unit, string description, Func<long> value) =>
        _meter.CreateObservableUpDownCounter<long>(name, () => _isClosed ? [] : [new Measurement<long>(value())], unit, description);
}
