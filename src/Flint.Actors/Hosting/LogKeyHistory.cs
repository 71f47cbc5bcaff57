using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Serialization;
using Flint.State;

namespace Flint.Hosting;

/// <summary>The past of keys, read from the embedded log: from its end back until there is enough, since a hot key has millions of lines.</summary>
internal sealed class LogKeyHistory(LogEngine log) : IKeyHistory
{
    public IReadOnlyList<LimitEntry> Read(string key, int keep)
    {
        if (keep == 0)
            return [];
        var id = KeyIds.Of(key);
        var highest = log.HighestSequenceNr(id);

        // A line holds an entry or more, but denials in a row are one however many lines they take.
        for (var lines = keep + 1L; ; lines *= 2)
        {
            var tail = new HistoryTail(keep);
            foreach (var entry in Entries(id, from: Math.Max(1, highest - lines + 1)))
                tail.Add(entry);
            if (tail.HasDropped || lines >= highest)
                return tail.Entries;
        }
    }

    private IEnumerable<LimitEntry> Entries(string id, long from)
    {
        foreach (var record in log.Read(id, from, long.MaxValue))
            foreach (var entry in ((LimitEvents)FlintJson.Read(record.Payload, record.TypeManifest)).Entries)
                yield return entry;
    }
}
