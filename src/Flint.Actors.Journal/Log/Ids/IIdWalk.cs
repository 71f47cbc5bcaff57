namespace Flint.Actors.Journal.Log.Ids;

/// <summary>Goes over ids, some at a time, while others are added and removed.</summary>
internal interface IIdWalk
{
    /// <summary>Takes the next ids, each by its slot, under the gate; false once there are none. A step may take none, though others follow.</summary>
    bool Next<T>(List<T> into, Func<int, T> take);
}
