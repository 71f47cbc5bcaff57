namespace Flint.Actors;

/// <summary>Keys in the order of their use: a list whose links are the residents' own.</summary>
internal sealed class UseOrder
{
    public Resident? Oldest { get; private set; }

    public Resident? Newest { get; private set; }

    public int Count { get; private set; }

    public void AddNewest(Resident resident)
    {
        (resident.Older, resident.Newer) = (Newest, null);
        if (Newest is null)
            Oldest = resident;
        else
            Newest.Newer = resident;
        Newest = resident;
        Count++;
    }

    public void AddOldest(Resident resident)
    {
        (resident.Older, resident.Newer) = (null, Oldest);
        if (Oldest is null)
            Newest = resident;
        else
            Oldest.Older = resident;
        Oldest = resident;
        Count++;
    }

    public void Remove(Resident resident)
    {
        if (resident.Older is null)
            Oldest = resident.Newer;
        else
            resident.Older.Newer = resident.Newer;
        if (resident.Newer is null)
            Newest = resident.Older;
        else
            resident.Newer.Older = resident.Older;
        (resident.Older, resident.Newer) = (null, null);
        Count--;
    }
}
