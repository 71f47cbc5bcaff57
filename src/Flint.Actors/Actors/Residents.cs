using Akka.Actor;

namespace Flint.Actors;

/// <summary>A key whose actor is awake.</summary>
internal sealed class Resident(string key, IActorRef actor)
{
    public string Key { get; } = key;

    public IActorRef Actor { get; } = actor;

    /// <summary>When it was last used, by the clock of the sweep before.</summary>
    public long UsedAt { get; set; }

    /// <summary>The number of the question whether it may sleep; 0 while it is not asked, and stands in the order of use.</summary>
    public long Asked { get; set; }

    /// <summary>The turn in which it was put in the order of use.</summary>
    public long PlacedIn { get; set; }

    /// <summary>The way past the partition, once it has been open.</summary>
    public Shortcut? Shortcut { get; set; }

    /// <summary>Whether its actor runs behind the bulkhead.</summary>
    public bool IsBehindBulkhead { get; set; }

    /// <summary>Whether it took part in a check_all: it is told everything by its partition alone then.</summary>
    public bool IsInCheckAlls { get; set; }

    public Resident? Older { get; set; }

    public Resident? Newer { get; set; }
}

/// <summary>
/// The keys of one partition whose actors are awake, in the order of their last use. One that is to sleep is asked first and leaves the order meanwhile; whatever is
/// sent to it withdraws the question, so that an answer to that question can stop nobody who has got another message since.
/// </summary>
internal sealed class Residents(int most, AwakeCount awake)
{
    private readonly Dictionary<string, Resident> _byKey = new(StringComparer.Ordinal);
    private Resident? _oldest;
    private Resident? _newest;
    private int _inOrder;
    private long _lastQuestion;

    /// <summary>Everyone, in no order.</summary>
    public IReadOnlyCollection<Resident> All => _byKey.Values;

    /// <summary>How many of them run behind the bulkhead.</summary>
    public int BehindBulkhead { get; private set; }

    /// <summary>The clock of the last sweep.</summary>
    public long Now
    {
        get;
        set
        {
            field = value;
            Turn++;
        }
    }

    /// <summary>Grows whenever one gets a place in the order, and with each sweep. Read by callers.</summary>
    public long Turn { get; private set; }

    public bool Contains(string key) => _byKey.ContainsKey(key);

    /// <summary>The key, to be told something that is no use of it; null if it sleeps.</summary>
    public Resident? Find(string key)
    {
        if (_byKey.TryGetValue(key, out var resident) && resident.Asked != 0)
        {
            resident.Asked = 0;
            AddOldest(resident);
        }
        return resident;
    }

    /// <summary>The key, which is being used; null if it sleeps.</summary>
    public Resident? Use(string key)
    {
        if (!_byKey.TryGetValue(key, out var resident))
            return null;
        LeaveBulkhead(resident);
        if (resident == _newest)
        {
            resident.UsedAt = Now;
            return resident;
        }
        if (resident.Asked == 0)
            Unlink(resident);
        PutNewest(resident);
        return resident;
    }

    /// <summary>Takes in a key that has been woken; one that is not used is the next to be asked whether it may sleep.</summary>
    public void Add(Resident resident, bool isUse = true)
    {
        (resident.UsedAt, resident.IsBehindBulkhead) = (long.MinValue, !isUse);
        _byKey.Add(resident.Key, resident);
        awake.Add();
        if (isUse)
        {
            PutNewest(resident);
            return;
        }
        BehindBulkhead++;
        AddOldest(resident);
    }

    /// <summary>
    /// The next that is to be asked whether it may sleep: the least recently used, if there are more than may be awake or it was last used at or before <paramref name="idleSince"/>.
    /// One that was used past the partition gets a second chance, as used now (the CLOCK algorithm).
    /// </summary>
    public Resident? NextToSleep(long idleSince)
    {
        // One chance each: callers may go on meanwhile.
        for (var chances = _inOrder; _oldest is { } resident && (_inOrder > most || resident.UsedAt <= idleSince); chances--)
        {
            Unlink(resident);
            if (chances > 0 && resident.Shortcut?.UsedIn > resident.PlacedIn)
            {
                PutNewest(resident);
                continue;
            }
            resident.Asked = ++_lastQuestion;
            return resident;
        }
        return null;
    }

    /// <summary>Lets go of a key that has answered the question and was sent nothing since; null if it was.</summary>
    /// <param name="key">The key.</param>
    /// <param name="question">The question's number.</param>
    /// <param name="tryClose">Whether nothing has come past the partition either, and nothing will any more.</param>
    public Resident? Leave(string key, long question, Func<IActorRef, bool> tryClose)
    {
        if (!_byKey.TryGetValue(key, out var resident) || resident.Asked != question)
            return null;
        if (!tryClose(resident.Actor))
        {
            resident.Asked = 0;
            AddOldest(resident); // and asked again, unless it was used
            return null;
        }
        _byKey.Remove(key);
        awake.Remove();
        LeaveBulkhead(resident);
        return resident;
    }

    /// <summary>The actor has stopped: lets go of its key, unless that has left before or another has been woken in its place.</summary>
    public Resident? Remove(string key, IActorRef actor)
    {
        if (!_byKey.TryGetValue(key, out var resident) || !ReferenceEquals(resident.Actor, actor))
            return null;
        _byKey.Remove(key);
        awake.Remove();
        LeaveBulkhead(resident);
        if (resident.Asked == 0)
            Unlink(resident);
        return resident;
    }

    // Its key is used, and its actor runs with the others; or it is gone.
    private void LeaveBulkhead(Resident resident)
    {
        if (!resident.IsBehindBulkhead)
            return;
        resident.IsBehindBulkhead = false;
        BehindBulkhead--;
        if (KeyMailbox.Of(resident.Actor) is { } mailbox)
            mailbox.IsBehindBulkhead = false;
    }

    private void PutNewest(Resident resident)
    {
        (resident.UsedAt, resident.PlacedIn, resident.Asked) = (Now, ++Turn, 0);
        AddNewest(resident);
    }

    private void AddNewest(Resident resident)
    {
        (resident.Older, resident.Newer) = (_newest, null);
        if (_newest is null)
            _oldest = resident;
        else
            _newest.Newer = resident;
        _newest = resident;
        _inOrder++;
    }

    private void AddOldest(Resident resident)
    {
        (resident.Older, resident.Newer) = (null, _oldest);
        if (_oldest is null)
            _newest = resident;
        else
            _oldest.Older = resident;
        _oldest = resident;
        _inOrder++;
    }

    private void Unlink(Resident resident)
    {
        if (resident.Older is null)
            _oldest = resident.Newer;
        else
            resident.Older.Newer = resident.Newer;
        if (resident.Newer is null)
            _newest = resident.Older;
        else
            resident.Newer.Older = resident.Older;
        (resident.Older, resident.Newer) = (null, null);
        _inOrder--;
    }
}
