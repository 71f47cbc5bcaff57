namespace Flint.Campaigns.Planted.Bugs;

/// <summary>Writing and syncing groups, and what is answered when.</summary>
internal static class SyncBugs
{
    private const string GroupCommit = "Flint.Actors.Journal/Log/GroupCommit.cs";
    private const string LogEngine = "Flint.Actors.Journal/Log/LogEngine.cs";
    private const string LogWriter = "Flint.Actors.Journal/Log/LogWriter.cs";
    private const string OneKey = "crash --seed 1 --workload one-key --states 1500";
    private const string Batch = "crash --seed 1 --workload batch --states 1500";
    private const string SlowFlush = "crash --seed 1 --workload slow-flush --states 1500";
    private const string DiskFaults = "disk-faults --seed 1 --one-in 4";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("answer-before-sync", "a group is acknowledged before its sync", OneKey,
            new SourceEdit(GroupCommit, "var waits = !_settings.IsBatch || IsSlow;", "var waits = _settings.IsBatch && IsSlow;")),
        new("every-third-sync", "each third sync is skipped", OneKey,
            new SourceEdit(GroupCommit, "_meter.Sync(file);", "if (target % 3 != 0) _meter.Sync(file);")),
        new("sync-error-ignored", "a failed sync passes for one that succeeded", DiskFaults,
            new SourceEdit(GroupCommit, "_latch.Fail(e);\nreturn;", "_ = e;")),
        new("sync-retried", "a failed sync is tried again, and the second one succeeds", DiskFaults,
            new SourceEdit(GroupCommit, "_meter.Sync(file);", "try { _meter.Sync(file); } catch (FileOperationException) { _meter.Sync(file); }")),
        new("failure-forgotten", "a failed write is told to those who waited for it, and the next one goes on", DiskFaults,
            new SourceEdit(LogEngine, "catch (FileOperationException e)\n{\nreturn _latch.Fail(e);", "catch (FileOperationException e)\n{\nreturn FailureLatch.Describe(e);")),
        new("full-disk-ignored", "a write that found no room passes for written", DiskFaults,
            new SourceEdit(LogWriter, "_file.Write(_open.Written, _end);", "try { _file.Write(_open.Written, _end); } catch (FileOperationException e) when (e.IsShortOfSpace) { }")),
        new("bcl-flush", "files are synced by .NET's own flush, which hides the error", DiskFaults,
            new SourceEdit("Flint.Actors.Journal/Files/DiskFile.cs", "UnixCalls.SyncData(_handle, _path);", "_stream.Flush(flushToDisk: true);")),
        new("flush-says-done", "a flush completes before its sync", Batch,
            new SourceEdit(GroupCommit, "if (_synced >= group)\nreturn Task.CompletedTask;", "if (_written >= group)\nreturn Task.CompletedTask;")),
        new("flush-covers-later-groups", "what was written while a sync ran counts as synced by it", SlowFlush,
            new SourceEdit(GroupCommit, "MarkSynced(target);", "MarkSynced(_written);")),
        new("answered-by-the-sync-before", "a group that was written while a sync ran is answered with it", "crash --seed 1 --workload overlapping --states 1500",
            new SourceEdit(GroupCommit, "held.Group <= target", "held.Group <= _written")),
        new("synced-mark-ahead", "a group says that the one before it is synced, which in batch it need not be", Batch,
            new SourceEdit(LogEngine, "_writer.WriteGroup(_commit.Synced)", "_writer.WriteGroup(_writer.Number)")),
        new("group-in-two", "the lines of one commit are written as two groups", "crash --seed 1 --workload eight-keys --states 1500",
            new SourceEdit(LogWriter, "var start = _open.Length;", "if (_open.Length > 0) WriteGroup(0);\nvar start = _open.Length;")),
        new("mark-before-sync", "a clean end is marked in a way that needs no sync", DiskFaults,
            new SourceEdit(LogWriter, "_open.Add((byte)'\\n');\nWriteSealed();\n_end--;", "WriteSealed();")),
        new("line-feeds-too-early", "the line feeds written ahead begin a byte too early", "crash --seed 1 --workload written-ahead --states 300",
            new SourceEdit("Flint.Actors.Journal/Log/Prewriter.cs", "var from = Math.Max(_end, used);", "var from = Math.Max(_end, used) - 2;")),
    ];
}
