using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Serialization;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Sleeping keys, read from the embedded log: its index says which there are, folding a key's snapshot and events says how they stand.</summary>
internal sealed class LogKeyCatalog(LogEngine log) : IKeyCatalog
{
    public bool Contains(string key) => log.Contains(KeyIds.Of(key));

    public LimitState Read(string key)
    {
        var id = KeyIds.Of(key);
        var state = default(LimitState);
        var from = 1L;
        if (log.FindSnapshot(id, 0, long.MaxValue, 0, long.MaxValue) is { } snapshot)
        {
            state = ((LimitSnapshot)FlintJson.Read(snapshot.Payload, snapshot.TypeManifest)).State;
            from = snapshot.SequenceNr + 1;
        }
        foreach (var record in log.Read(id, from, long.MaxValue))
            foreach (ref readonly var entry in ((LimitEvents)FlintJson.Read(record.Payload, record.TypeManifest)).Entries.AsSpan())
                state = state.Apply(entry);
        return state;
    }

    public IReadOnlyList<string> Keys(string prefix) => [.. log.PersistenceIds(KeyIds.Of(prefix)).Select(id => id[KeyIds.Prefix.Length..])];
}
