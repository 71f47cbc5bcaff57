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

    /// <summary>The same ids, each with its lines.</summary>
    public LogWalk Walk(string prefix, string? after = null) =>
        new(new IdWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix), after is null ? null : Encoding.UTF8.GetBytes(after)), TextAndViewOf);

    /// <summary>Every id that starts with the prefix in whatever order costs least, which mostly is that of their first lines in the log; one that is removed and comes again may come twice, or not at all.</summary>
    public LogWalk WalkInAnyOrder(string prefix) => new(new SlotWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix)), TextAndViewOf);

    /// <summary>Of the wanted ids that have many events, those with the most, so many at most.</summary>
    public IEnumerable<string> Busiest(int most, Func<string, bool> isWanted, Pace pace)
    {
        var busiest = new PriorityQueue<string, int>();
        var walk = new SlotWalk(_ids, _gate, []);
        for (var some = new List<(string Id, int Events)>(); walk.Next(some, TextAndSizeOf); some.Clear())
        {
            pace.Rest();
            foreach (var (id, events) in some.Where(one => one.Events > 0 && isWanted(one.Id)))
            {
                if (busiest.Count < most)
                    busiest.Enqueue(id, events);
                else
                    busiest.EnqueueDequeue(id, events);
            }
        }
        return busiest.UnorderedItems.Select(item => item.Element);
    }

    // How many runs of events it has; 0 for the many that have few.
    private (string Id, int Events) TextAndSizeOf(int slot) =>
        new PackedEntry(_ids.ValueOf(slot)) is { IsObject: true } packed ? (TextOf(slot), _long[packed.Number].View().Events.Runs) : ("", 0);

    private (string Id, IndexView Lines) TextAndViewOf(int slot) => (TextOf(slot), ViewOf(slot));
}
