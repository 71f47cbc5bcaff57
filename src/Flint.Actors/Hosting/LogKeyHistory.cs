using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>The past of keys, read from the embedded log: from its end back until there is enough, since a hot key has millions of lines.</summary>
internal sealed class LogKeyHistory(LogEngine log) : IKeyHistory
{
    public IReadOnlyList<LimitEntry> Read(string key, int keep)
    {
        using var lines = log.View(KeyIds.Of(key));
        return KeyLines.History(lines, KeyLines.FoldKey(lines).State, keep);
    }
}
