using Flint.Actors.Journal.Log;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// Opens what a crash left. It must open, hold a beginning of what was issued that leaves out nothing it may not, be as durable as it looks, take new lines,
/// and hold them after the next power cut.
/// </summary>
internal static class Judge
{
    private const string After = Contents.JudgePrefix + "after";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong with it, or null; and what it was found to hold.</summary>
    /// <param name="disk">What the crash left.</param>
    /// <param name="witness">Knows what was issued.</param>
    /// <param name="least">So much of it must be there.</param>
    /// <param name="most">So much may be.</param>
    /// <param name="opening">Is given the disk at every call that opening it makes; null: nobody looks.</param>
    public static (string? Wrong, string Text) Of(MemoryDisk disk, IWitness witness, int least, int most, Action<DiskCall, CrashPoint>? opening = null)
    {
        try
        {
            disk.RoomAhead = 0;
            var before = disk.Names.Contains(LogFileNames.Log) ? disk.Used(LogFileNames.Log) : [];
            disk.Changed = opening is null ? null : call => opening(call, disk.Crash());
            string text;
            MemoryDisk opened, written;
            using (var log = LogLife.OpenEngine(disk, isBatch: false))
            {
                disk.Changed = null;
                text = witness.Read(log);
                if (witness.Judge(text, least, most) is { } wrong)
                    return (wrong, text);
                opened = disk.PowerCut();
                if (log.Opening.Torn is { } torn && !IsKept(torn, before, opened))
                    return ($"what was cut is not what is kept: {torn}", text);
                Write(log);
                written = disk.PowerCut();
            }
            return (Same(opened, witness, text, lines: 0, "after a power cut right behind the opening")
                ?? Same(written, witness, text, lines: 2, "after it was written to and the power was cut")
                ?? Same(disk, witness, text, lines: 2, "after it was closed", isClean: true), text);
        }
        catch (FlintException e)
        {
            return ($"{e.GetType().Name}: {e.Message}", "");
        }
        catch (Exception e)
        {
            return (e.ToString(), "");
        }
    }

    private static bool IsKept(TornTail torn, byte[] log, MemoryDisk opened) =>
        opened.Names.Contains(torn.File) && opened[torn.File].AsSpan().SequenceEqual(log.AsSpan((int)torn.Offset, (int)torn.Bytes));

    private static void Write(LogEngine log)
    {
        for (var number = log.HighestSequenceNr(After) + 1; number <= 2; number++)
        {
            log.Append(new LogRecord { Kind = RecordKind.Event, PersistenceId = After, SequenceNr = number, SerializerId = 1, TypeManifest = "J", Payload = "1"u8.ToArray(), PayloadIsJson = true });
            var done = new TaskCompletionSource<StorageFailedException?>();
            log.Commit(done.SetResult);
            if (!done.Task.Wait(Patience))
                throw new TimeoutException("the log does not answer");
            if (done.Task.Result is { } failure)
                throw failure;
        }
    }

    private static string? Same(MemoryDisk disk, IWitness witness, string text, int lines, string when, bool isClean = false)
    {
        try
        {
            using var log = LogLife.OpenEngine(disk, isBatch: false);
            var found = log.Read(After, 1, long.MaxValue).Select(line => line.SequenceNr).ToArray();
            return witness.Read(log) != text ? $"{when} it holds something else"
                : !found.SequenceEqual(Enumerable.Range(1, lines).Select(number => (long)number)) ? $"{when} it holds [{string.Join(", ", found)}] of {lines} lines that were acknowledged"
                : isClean && !log.Opening.WasClean ? $"{when} it is not clean"
                : null;
        }
        catch (FlintException e)
        {
            return $"{when}: {e.GetType().Name}: {e.Message}";
        }
    }
}
