using Flint.Actors.Journal.Log;
using Flint.Campaigns.Faults.Crash;
using Flint.Testing;

namespace Flint.Campaigns.Faults.DiskFaults;

/// <summary>Two lives of a log, the first one killed with a torn tail, on a disk of which one call fails, or all from that one on.</summary>
internal sealed class FaultedRun
{
    private static readonly Workload Some = new("faults") { Keys = 2, RoomAhead = 300 };

    private static readonly Step[][] Lives =
    [
        [Step.Checks, Step.Foreign, Step.CheckAll, Step.Rotate, Step.Flush, Step.Parts, Step.Compact, Step.Checks, Step.WritesDuringFlush, Step.Reopen, Step.Checks, Step.Flush],
        [Step.Foreign, Step.Flush, Step.Rotate, Step.Compact, Step.Checks],
    ];

    private readonly bool _isBatch;
    private readonly Random _random;
    private readonly DiskFault _fault;
    private readonly List<string> _wrong = [];
    private MemoryDisk _disk = new();
    private CrashMoment? _end;

    public FaultedRun(FaultKind kind, int k, bool isBatch, int seed)
    {
        (_isBatch, _random) = (isBatch, new Random(seed));
        _fault = new DiskFault(call => kind.Operations.Contains(call.Operation), k, kind.Error, kind.IsSticky, kind.Kept);
    }

    /// <summary>Whether there was a k-th call.</summary>
    public bool HasStruck => _fault.HasStruck;

    /// <summary>Whether a sync of a file failed.</summary>
    public bool HasFailedSync { get; private set; }

    public void Live()
    {
        var model = new LogModel();
        for (var life = 0; life < Lives.Length && model is not null; life++)
            model = Live(Lives[life], model, isLast: life + 1 == Lives.Length);
        Look();
    }

    /// <summary>What is wrong with what came of it.</summary>
    public IEnumerable<string> Judge()
    {
        _disk.Fault = null;
        foreach (var wrong in _wrong)
            yield return wrong;
        // The process is started again on the same machine, and the machine is.
        if (Crash.Judge.Of(_disk.Kill(), _end!.Witness, _end.Done, _end.Issued).Wrong is { } wrongThen)
            yield return $"started again: {wrongThen}";
        if (Crash.Judge.Of(_disk.PowerCut(), _end.Witness, _end.Durable, _end.Issued).Wrong is { } wrongCut)
            yield return $"started again after a power cut: {wrongCut}";
    }

    // Null where the disk ended it.
    private LogModel? Live(Step[] steps, LogModel model, bool isLast)
    {
        (_disk.Fault, _disk.RoomAhead) = (_fault, Some.RoomAhead);
        using var life = new LogLife(_disk, _isBatch, model, []);
        life.Acknowledged = () =>
        {
            if (_disk.Failed.Any(call => call.Operation == "sync" && call.File == LogFileNames.Log))
                _wrong.Add("a group was acknowledged after a failed sync");
        };
        try
        {
            life.Open();
            var script = new Script(life, Some, _random);
            foreach (var step in steps)
                script.Do(step);
            if (isLast)
                life.Close();
            _end = life.Now;
            if (!isLast)
                Kill();
            return life.Model;
        }
        catch (StorageFailedException)
        {
            _end = life.Now;
            life.StaysSilent(_wrong.Add);
            return null;
        }
    }

    // What the dead process still does happens elsewhere.
    private void Kill()
    {
        Look();
        (_disk.Fault, var dead) = (null, _disk);
        _disk = dead.Kill();
        _disk.Overwrite(LogFileNames.Log, _disk.Used(LogFileNames.Log).Length, "{\"pid\":\"other/k0\",\"seq\":"u8);
    }

    // A descriptor whose sync failed is left alone, and nothing is renamed or written once the directory's has.
    private void Look()
    {
        var calls = _disk.Calls;
        foreach (var failed in _disk.Failed)
        {
            HasFailedSync |= failed.Operation == "sync";
            var next = failed.Operation switch
            {
                "sync" => calls.FirstOrDefault(call => call.Number > failed.Number && call.Descriptor == failed.Descriptor),
                "syncdir" => calls.FirstOrDefault(call => call.Number > failed.Number && call.Operation is "write" or "sync" or "syncdir" or "rename" or "create"),
                _ => null,
            };
            if (next is not null)
                _wrong.Add($"{failed} failed, and then came {next}");
        }
    }
}
