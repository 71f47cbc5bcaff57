using System.Text;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <content>Going over the persistence ids, some at a time, while the index goes on.</content>
internal sealed partial class LogIndex
{
    /// <summary>Every persistence id that starts with the prefix and comes behind that one, in the order of their UTF-8 bytes; each that is there all the time once.</summary>
    public IEnumerable<string> PersistenceIds(string prefix, string? after = null)
    {
        var walk = new IdWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix), after is null ? null : Encoding.UTF8.GetBytes(after));
        for (var some = new List<string>(); walk.Next(some, TextOf); some.Clear())
        {
            foreach (var id in some)
                yield return id;
        }
    }

    /// <summary>The same in whatever order costs least, which mostly is that of their first lines in the log; one that is removed and comes again may come twice.</summary>
    public IEnumerable<string> PersistenceIdsInAnyOrder(string prefix)
    {
        var bytes = Encoding.UTF8.GetBytes(prefix);
        for (var (slot, some) = (0, new List<string>()); TakeFrom(ref slot, bytes, some); some.Clear())
        {
            foreach (var id in some)
                yield return id;
        }
    }

    /// <summary>Those of them of which something stands behind the snapshot.</summary>
    public IEnumerable<string> ChangedIds(string prefix)
    {
        var walk = new IdWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix));
        for (var some = new List<string?>(); walk.Next(some, slot => IsFolded(slot) ? null : TextOf(slot)); some.Clear())
        {
            foreach (var id in some)
            {
                if (id is not null)
                    yield return id;
            }
        }
    }

    private bool TakeFrom(ref int slot, byte[] prefix, List<string> ids)
    {
        using (_gate.Enter())
        {
            var start = slot;
            for (var end = Math.Min(_ids.End, slot + Moment); slot < end; slot++)
            {
                if (_ids.IsThere(slot) && _ids.IdOf(slot).StartsWith(prefix))
                    ids.Add(TextOf(slot));
            }
            return slot > start;
        }
    }
}
