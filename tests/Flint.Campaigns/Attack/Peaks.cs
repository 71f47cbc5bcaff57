using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Flint.Campaigns.Attack;

/// <summary>Looks every 50 ms at how many keys are awake and how large this process's heap is, and keeps the highest.</summary>
internal sealed class Peaks : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly MeterListener _listener = new();
    private readonly ManualResetEvent _isOver = new(false);
    private readonly Thread _thread;

    public Peaks()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "flint.keys.resident")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => (Awake, MostAwake) = (value, Math.Max(MostAwake, value)));
        _listener.Start();
        _thread = new Thread(() =>
        {
            while (!_isOver.WaitOne(Every))
                Look();
        })
        { IsBackground = true, Name = "peaks" };
        _thread.Start();
    }

    /// <summary>How many keys were awake at the last look.</summary>
    public long Awake { get; private set; }

    /// <summary>How many keys were awake at the most.</summary>
    public long MostAwake { get; private set; }

    /// <summary>How large the heap was at the most.</summary>
    public double HeapMiB { get; private set; }

    /// <summary>The largest part of this process that was in memory.</summary>
    public static double WorkingSetMiB
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Looks once more.</summary>
    public void Look()
    {
        lock (_listener)
        {
            _listener.RecordObservableInstruments();
            HeapMiB = Math.Max(HeapMiB, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0);
        }
    }

    public void Dispose()
    {
        _isOver.Set();
        _thread.Join();
        _listener.Dispose();
        _isOver.Dispose();
    }
}
