using System.Diagnostics.Metrics;

namespace Flint.Tests.Support;

/// <summary>One measurement: its value, and its tags as they were given.</summary>
public sealed record MeterReading(double Value, IReadOnlyList<KeyValuePair<string, object?>> Tags)
{
    public object? this[string tag] => Tags.FirstOrDefault(t => t.Key == tag).Value;
}

/// <summary>Listens to instruments from when they are made, and keeps what they measure.</summary>
public sealed class MeterReadings : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly List<(Instrument Instrument, MeterReading Reading)> _readings = [];

    public MeterReadings(Func<Instrument, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isWanted(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument that has measured something.</summary>
    public IReadOnlyList<Instrument> Instruments
    {
        get
        {
            lock (_gate)
                return [.. _readings.Select(reading => reading.Instrument).Distinct()];
        }
    }

    public IReadOnlyList<MeterReading> this[string instrument]
    {
        get
        {
            lock (_gate)
                return [.. _readings.Where(reading => reading.Instrument.Name == instrument).Select(reading => reading.Reading)];
        }
    }

    /// <summary>The sums of an instrument by the values of these tags.</summary>
    public IEnumerable<(string Tags, double Sum)> Sums(string instrument, params string[] tags) => this[instrument]
        .GroupBy(reading => string.Join(", ", tags.Select(tag => reading[tag])))
        .Select(group => (group.Key, group.Sum(reading => reading.Value)))
        .Order();

    /// <summary>What an observable instrument shows now; null: nothing.</summary>
    public double? Now(string instrument)
    {
        var before = this[instrument].Count;
        _listener.RecordObservableInstruments();
        return this[instrument].Skip(before).SingleOrDefault()?.Value;
    }

    public void Clear()
    {
        lock (_gate)
            _readings.Clear();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
            _readings.Add((instrument, new MeterReading(value, tags.ToArray())));
    }
}
