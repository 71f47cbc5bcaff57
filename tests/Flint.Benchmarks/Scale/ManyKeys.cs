using System.Buffers;
using Flint.Actors.Journal.Log;
using Flint.Benchmarks.Compaction;
using Flint.Hosting;
using Flint.Limits;
using Flint.Serialization;
using Flint.State;

namespace Flint.Benchmarks.Scale;

/// <summary>A log of many keys as the limiter writes it: each was configured and then checked once, in an order that is not that of the keys.</summary>
internal static class ManyKeys
{
    private const int LinesAGroup = 64;

    /// <summary>The key of that number: 24 ASCII characters.</summary>
    public static string Key(int number) => $"api:user-{(uint)number * 2654435761u:D15}";

    /// <summary>Writes so many keys into the directory and closes the log.</summary>
    public static void Write(string directory, int keys)
    {
        var now = DateTime.UtcNow.Ticks;
        var config = new LimitConfig(new Terms(Algorithm.TokenBucket, 1_000_000, TimeSpan.TicksPerDay));
        var lines = Enumerable.Range(0, keys).Select(i => (Key(i), 1L, new LimitEvents([LimitEntry.Configured(now + i, config)])))
            .Concat(Enumerable.Range(0, keys).Select(i => (Key(i), 2L, new LimitEvents([LimitEntry.Allow(now + keys + i, 1)]))));
        Write(directory, lines);
    }

    /// <summary>Writes one key with so many lines of so many decisions each, none of them folded or behind a snapshot.</summary>
    public static void WriteOne(string directory, string key, int lines, int decisions)
    {
        var now = DateTime.UtcNow.Ticks;
        var config = new LimitConfig(new Terms(Algorithm.TokenBucket, 1_000_000_000, TimeSpan.TicksPerDay));
        Write(directory, Enumerable.Range(1, lines).Select(line => (key, (long)line, new LimitEvents(line == 1
            ? [LimitEntry.Configured(now, config)]
            : [.. Enumerable.Range(0, decisions).Select(i => LimitEntry.Allow(now + (((line * decisions) + i) * 10L), 1))]))));
    }

    private static void Write(string directory, IEnumerable<(string Key, long Number, LimitEvents Events)> lines)
    {
        using var log = LogEngine.Open(directory, LongLog.Settings);
        var json = new ArrayBufferWriter<byte>();
        var count = 0;
        foreach (var (key, number, events) in lines)
        {
            json.ResetWrittenCount();
            FlintJson.Write(events, json);
            log.Append(new LogRecord
            {
                Kind = RecordKind.Event,
                PersistenceId = KeyIds.Of(key),
                SequenceNr = number,
                Writer = "",
                SerializerId = FlintSerializer.Id,
                TypeManifest = FlintJson.Manifest(events),
                Time = events.Entries[^1].At,
                Count = events.Entries.Length,
                Payload = json.WrittenMemory,
                PayloadIsJson = true,
            });
            if (++count % LinesAGroup == 0)
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
