namespace Flint.Actors.Journal.Log.Ids;

/// <summary>
/// Goes over ids in the order of their slots, which mostly is that in which they were first seen, and costs no sorting. One that is removed and comes again meanwhile may be met twice, or not at all.
/// </summary>
/// <param name="map">The ids.</param>
/// <param name="gate">Guards them.</param>
/// <param name="prefix">What the ids begin with.</param>
internal sealed class SlotWalk(IdMap map, IndexGate gate, byte[] prefix) : IIdWalk
{
    private const int AtOnce = 256;

    private int _next;

    public bool Next<T>(List<T> into, Func<int, T> take)
    {
        gate.LetOthersPass();
        using (gate.Enter())
        {
            var start = _next;
            for (var end = Math.Min(map.End, start + AtOnce); _next < end; _next++)
            {
                if (map.IsThere(_next) && map.IdOf(_next).StartsWith(prefix))
                    into.Add(take(_next));
            }
            return _next > start;
        }
    }
}
