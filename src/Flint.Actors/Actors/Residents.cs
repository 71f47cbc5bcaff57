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

    /// <summary>Whether it has been used once since it was woken, and not lately before.</summary>
    public bool IsOnProbation { get; set; }

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
/// A key is on probation until it is used again, and few are at a time: those who come once, one after the other, push out few who come again and again, and their actors die young (2Q,
/// Johnson and Shasha 1994).
/// </summary>
/// <param name="most">How many are awake at most.</param>
/// <param name="awake">Counts them.</param>
/// <param name="mostOnProbation">How many of them are on probation at most.</param>
internal sealed class Residents(int most, AwakeCount awake, int mostOnProbation = 64)
{
    private readonly Dictionary<string, Resident> _byKey = new(StringComparer.Ordinal);
    private readonly UseOrder _order = new();
    private readonly UseOrder _probation = new();
    private readonly GhostKeys _ghosts = new(most);
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

    /// <summary>Whether the key came a short while ago, and would stay awake now: sometimes so of another.</summary>
    public bool CameLately(string key) => _ghosts.Contains(key);

    /// <summary>The key came, and sleeps: it has come lately from now on.</summary>
    public void Remember(string key) => _ghosts.Add(key);

    /// <summary>The key, to be told something that is no use of it; null if it sleeps.</summary>
    public Resident? Find(string key)
    {
        if (_byKey.TryGetValue(key, out var resident) && resident.Asked != 0)
        {
            resident.Asked = 0;
            OrderOf(resident).AddOldest(resident);
        }
        return resident;
    }

    /// <summary>The key, which is being used; null if it sleeps.</summary>
    public Resident? Use(string key)
    {
        if (!_byKey.TryGetValue(key, out var resident))
            return null;
        LeaveBulkhead(resident);
        if (resident == _order.Newest && resident.PlacedIn == Turn)
        {
            resident.UsedAt = Now;
            return resident;
        }
        if (resident.Asked == 0)
            OrderOf(resident).Remove(resident);
        resident.IsOnProbation = false;
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
            resident.IsOnProbation = !_ghosts.Contains(resident.Key);
            PutNewest(resident);
            return;
        }
        BehindBulkhead++;
        _order.AddOldest(resident);
    }

    /// <summary>
    /// The next that is to be asked whether it may sleep: the least recently used, if there are more than may be awake, or on probation, or it was last used at or before <paramref name="idleSince"/>.
    /// One that was used past the partition gets a second chance, as used now (the CLOCK algorithm).
    /// </summary>
    public Resident? NextToSleep(long idleSince)
    {
        // One chance each: callers may go on meanwhile.
        for (var chances = _order.Count + _probation.Count; Last(idleSince) is { } resident; chances--)
        {
            OrderOf(resident).Remove(resident);
            if (chances > 0 && resident.Shortcut?.UsedIn > resident.PlacedIn)
            {
                PutNewest(resident);
                continue;
            }
            if (resident.IsOnProbation)
                _ghosts.Add(resident.Key);
            resident.Asked = ++_lastQuestion;
            return resident;
        }
        return null;
    }

    private Resident? Last(long idleSince)
    {
        if (_probation.Count > mostOnProbation)
            return _probation.Oldest;
        if (_order.Count + _probation.Count > most)
            return _probation.Oldest?.PlacedIn < _order.Oldest?.PlacedIn ? _probation.Oldest : _order.Oldest ?? _probation.Oldest;
        return _probation.Oldest?.UsedAt <= idleSince ? _probation.Oldest : _order.Oldest?.UsedAt <= idleSince ? _order.Oldest : null;
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
            OrderOf(resident).AddOldest(resident); // and asked again, unless it was used
            return null;
        }
        _byKey.Remove(key);
        awake.Remove();
        LeaveBulkhead(resident);
        return resident;
    }

    /// <summary>
    /// The actor has stopped: lets go of its key, unless that has left before or another has been woken in its place. Whose actor stops by itself may have left something on its way: the key is woken the next
    /// time, behind that.
    /// </summary>
    public Resident? Remove(string key, IActorRef actor)
    {
        if (!_byKey.TryGetValue(key, out var resident) || !ReferenceEquals(resident.Actor, actor))
            return null;
        _byKey.Remove(key);
        Remember(key);
        awake.Remove();
        LeaveBulkhead(resident);
        if (resident.Asked == 0)
            OrderOf(resident).Remove(resident);
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
        OrderOf(resident).AddNewest(resident);
    }

    private UseOrder OrderOf(Resident resident) => resident.IsOnProbation ? _probation : _order;
}
