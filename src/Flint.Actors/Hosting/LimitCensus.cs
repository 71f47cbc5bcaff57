using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Counts what a log says of limits, one key after the other: nothing of a key stays in memory but its part of the sums.</summary>
/// <param name="historyKeep">How many entries of a key are history.</param>
internal sealed class LimitCensus(int historyKeep)
{
    private const int MostNamed = 100;

    private static readonly string[] Ids = [KeyIds.CheckAll, KeyIds.Templates, KeyIds.Totals, KeyIds.Prefix];

    private readonly List<OutOfBoundsLimit> _outOfBounds = [];

    /// <summary>How many keys have a limit.</summary>
    public long Limits { get; private set; }

    /// <summary>How many events history tells of all keys.</summary>
    public long HistoryEvents { get; private set; }

    /// <summary>How many limits could not be configured today.</summary>
    public long OutOfBoundsCount { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<OutOfBoundsLimit> OutOfBounds => _outOfBounds;

    /// <summary>Counts what the files say; the damage that the first key shows which cannot be read, or null.</summary>
    public StorageDamage? Count(LogExamination files, CancellationToken ct)
    {
        if (files.Imported is { } imported)
        {
            foreach (var (state, history) in imported.Lines)
                Add(Key(state.PersistenceId), KeyLines.Read<LimitSnapshot>(state).State, history is { } kept ? KeyLines.Read<LimitEvents>(kept).Entries.Length : 0);
            return null;
        }
        foreach (var id in Ids.SelectMany(prefix => files.PersistenceIds(prefix)))
        {
            ct.ThrowIfCancellationRequested();
            if (Count(files, id) is { } damage)
                return damage;
        }
        return null;
    }

    private StorageDamage? Count(LogExamination files, string id)
    {
        try
        {
            using var lines = files.View(id);
            if (id == KeyIds.CheckAll)
                _ = KeyLines.FoldCheckAll(lines);
            else if (id == KeyIds.Templates)
                _ = KeyLines.FoldTemplates(lines);
            else if (id == KeyIds.Totals)
                _ = KeyLines.ReadTotals(lines.State);
            else if (id.StartsWith(KeyIds.Prefix, StringComparison.Ordinal))
                Add(id, lines);
            return null;
        }
        catch (CorruptStorageException e)
        {
            return new StorageDamage(e.File, e.Line, e.ByteOffset, e.Reason, "the file changed after it was found valid: look again, and if it says the same, see the system's log for the disk");
        }
        catch (Exception e) when (e is not (OperationCanceledException or ObjectDisposedException or StorageFailedException))
        {
            var what = id switch
            {
                KeyIds.CheckAll => new StorageFailedException($"the log of the check_alls cannot be read: {e.Message}"),
                KeyIds.Templates => new StorageFailedException($"the log of the templates cannot be read: {e.Message}"),
                KeyIds.Totals => new StorageFailedException($"the totals cannot be read: {e.Message}"),
                _ => UnreadableKeys.Failure(Key(id), e),
            };
            return new StorageDamage(null, null, null, what.Message, "if a newer version wrote it, open the directory with that one");
        }
    }

    private void Add(string id, LogView lines)
    {
        var (state, _) = KeyLines.FoldKey(lines);
        Add(Key(id), state, KeyLines.History(lines, state, historyKeep).Length);
    }

    private void Add(string key, in LimitState state, int history)
    {
        HistoryEvents += history;
        if (state.Config is not { Terms: var terms })
            return;
        Limits++;
        var per = new TimeSpan(terms.PerTicks);
        if (Objection(key, terms.Rate, per) is not { } reason)
            return;
        OutOfBoundsCount++;
        if (_outOfBounds.Count < MostNamed)
            _outOfBounds.Add(new OutOfBoundsLimit(key, terms.Rate, per, reason));
    }

    private static string? Objection(string key, long rate, TimeSpan per)
    {
        try
        {
            LimitRules.RequireKey(key);
            LimitRules.RequireRate(rate);
            LimitRules.RequirePer(per);
            return null;
        }
        catch (InvalidInputException e)
        {
            return e.Message;
        }
    }

    private static string Key(string persistenceId) => persistenceId[KeyIds.Prefix.Length..];
}
