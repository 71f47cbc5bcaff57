using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>Goes over the persistence ids of a log, some at a time, while the log goes on. Between two steps it holds nothing. Not for several threads.</summary>
public sealed class LogWalk
{
    private readonly IIdWalk _ids;
    private readonly Func<int, (string Id, IndexView Lines)> _take;
    private readonly List<(string Id, IndexView Lines)> _taken = [];

    internal LogWalk(IIdWalk ids, Func<int, (string Id, IndexView Lines)> take) => (_ids, _take) = (ids, take);

    /// <summary>The next ids, a few hundred at most, and where their lines stand; null once there are none. Until it is called again.</summary>
    internal IReadOnlyList<(string Id, IndexView Lines)>? Next()
    {
        _taken.Clear();
        return _ids.Next(_taken, _take) ? _taken : null;
    }
}
