using Flint.State;

namespace Flint.Actors;

/// <summary>
/// The batches of one key: one gathers, while those before it are on their way to the disk. One that is done is used again, by whichever key needs the next on that thread: a key that nobody uses holds none.
/// </summary>
internal sealed class LimitBatches
{
    private const int SparesKept = 16;

    [ThreadStatic]
    private static LimitBatch? _spare;

    [ThreadStatic]
    private static int _spares;

    private LimitBatch? _gathering;
    private LimitBatch? _oldest;

    /// <summary>What is handed over next.</summary>
    public LimitBatch Gathering => _gathering ??= TakeSpare() ?? new LimitBatch();

    /// <summary>Whether that is anything.</summary>
    public bool HasGathered => _gathering is { HasEntries: true };

    /// <summary>What was handed over last, while it is not known to be safe.</summary>
    public LimitBatch? Newest { get; private set; }

    /// <summary>How many are on their way.</summary>
    public int UnderWay { get; private set; }

    /// <summary>What has gathered is handed over; the next begins.</summary>
    public LimitBatch Send()
    {
        var sent = Gathering;
        if (Newest is null)
            _oldest = sent;
        else
            Newest.Next = sent;
        Newest = sent;
        UnderWay++;
        _gathering = null;
        return sent;
    }

    /// <summary>The oldest of those on their way is safe: answers everyone in it. The snapshot that is due with it, if one is.</summary>
    public LimitSnapshot? Arrived()
    {
        var arrived = _oldest!;
        _oldest = arrived.Next;
        if (_oldest is null)
            Newest = null;
        UnderWay--;
        var due = arrived.Due;
        arrived.Answer();
        AddSpare(arrived);
        return due;
    }

    /// <summary>None of them will be: everyone gets the error.</summary>
    public void Fail(FlintException cause)
    {
        FailUnderWay(cause);
        _gathering?.Fail(cause);
    }

    /// <summary>Nobody will hear what has become of those on their way.</summary>
    public void FailUnderWay(FlintException cause)
    {
        for (var batch = _oldest; batch is not null; batch = batch.Next)
            batch.Fail(cause);
    }

    private static void AddSpare(LimitBatch batch)
    {
        (batch.Next, batch.Due) = (null, null);
        if (_spares == SparesKept || batch.IsLarge)
            return;
        (batch.Next, _spare) = (_spare, batch);
        _spares++;
    }

    private static LimitBatch? TakeSpare()
    {
        if (_spare is not { } batch)
            return null;
        (_spare, batch.Next) = (batch.Next, null);
        _spares--;
        return batch;
    }
}
