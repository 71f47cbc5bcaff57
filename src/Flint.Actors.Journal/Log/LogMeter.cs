using System.Diagnostics.Metrics;
using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>What the meter <c>Flint.Actors</c> shows of a log. While nobody listens nothing is measured, and no clock read.</summary>
internal sealed class LogMeter : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Histogram<double> _syncs;
    private readonly Histogram<long> _commits;
    private volatile bool _isClosed;

    /// <param name="factory">Whose meter it is; null: nobody's.</param>
    /// <param name="time">What syncs are timed by.</param>
    public LogMeter(IMeterFactory? factory, TimeProvider time)
    {
        _time = time;
        _meter = factory?.Create("Flint.Actors") ?? new Meter("Flint.Actors");
        _syncs = _meter.CreateHistogram("flint.log.sync.duration", "s", "How long the disk takes to make the log durable.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });
        _commits = _meter.CreateHistogram("flint.log.commit.events", "{event}", "How many events are written to the log in one call.", advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        });
    }

    /// <summary>Shows the size of the log, too.</summary>
    public void Show(Func<long> usedBytes) => _meter.CreateObservableUpDownCounter<long>(
        "flint.log.size",
        () => _isClosed ? [] : [new Measurement<long>(usedBytes())], // a factory's meter outlives the log
        "By",
        "The size of the log: its used bytes, in all its generations.");

    /// <summary>So many events were written in one call.</summary>
    public void Written(int events) => _commits.Record(events);

    /// <summary>Syncs the file.</summary>
    public void Sync(IDataFile file)
    {
        if (!_syncs.Enabled)
        {
            file.Sync();
            return;
        }
        var start = _time.GetTimestamp();
        file.Sync();
        _syncs.Record(_time.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose()
    {
        _isClosed = true;
        _meter.Dispose(); // a factory disposes its own
    }
}
