using System.Buffers;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Limits;
using Flint.Serialization;
using Flint.State;

namespace Flint.Benchmarks.Compaction;

/// <summary>A log as the limiter writes it, of one decision a line, in groups of 64 lines, over ten keys: long in a second, not in an hour.</summary>
internal static class LongLog
{
    private const int LinesAGroup = 64;

    public static readonly string[] Keys = [.. Enumerable.Range(0, 10).Select(i => $"api:user-{i}")];

    public static LogSettings Settings { get; } = new(IsBatch: true, 1_000_000, TimeSpan.FromSeconds(1));

    /// <summary>Writes so many lines into the directory and closes the log.</summary>
    public static void Write(string directory, int lines)
    {
        using var log = LogEngine.Open(directory, Settings);
        var json = new ArrayBufferWriter<byte>();
        var numbers = new long[Keys.Length];
        var now = DateTime.UtcNow.Ticks;
        var config = new LimitConfig(new Terms(Algorithm.TokenBucket, 1_000_000_000, TimeSpan.TicksPerDay));
        for (var i = 0; i < lines; i++)
        {
            var key = i % Keys.Length;
            var entry = i < Keys.Length ? LimitEntry.Configured(now, config) : LimitEntry.Allow(now += 100, 1);
            json.ResetWrittenCount();
            var events = new LimitEvents([entry]);
            FlintJson.Write(events, json);
            log.Append(new LogRecord
            {
                Kind = RecordKind.Event,
                PersistenceId = KeyIds.Of(Keys[key]),
                SequenceNr = ++numbers[key],
                Writer = "",
                SerializerId = FlintSerializer.Id,
                TypeManifest = FlintJson.Manifest(events),
                Time = entry.At,
                Count = 1,
                Payload = json.WrittenMemory,
                PayloadIsJson = true,
            });
            if (i % LinesAGroup == LinesAGroup - 1)
                log.Commit(Check);
        }
        log.Commit(Check);
    }

    private static void Check(StorageFailedException? failure)
    {
        if (failure is not null)
            throw failure;
    }
}
