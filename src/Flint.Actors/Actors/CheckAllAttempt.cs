using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// One check_all that is not decided yet: which keys have answered what. It asks all keys at once, none of which may let it wait. Where one of them would have had to, and where there is only
/// one, it asks key by key in the order of their UTF-8 bytes, holding nothing else, so that no two attempts can wait for each other in a circle; after a refusal the keys that were not asked
/// yet are probed, so that the answer follows the order of the request.
/// </summary>
internal sealed class CheckAllAttempt(long number, IReadOnlyList<CheckItem> items, IActorRef asker)
{
    private readonly CheckResult?[] _results = new CheckResult?[items.Count];
    private Phase _phase;
    private int[]? _order;
    private int _asked; // of the order
    private int _missing; // answers
    private ulong _held;
    private bool _isBusy;
    private bool _isRefused;
    private int _failed = int.MaxValue;

    private enum Phase
    {
        AtOnce,
        InOrder,
        Probing,
    }

    public long Number => number;

    public IReadOnlyList<CheckItem> Items => items;

    public IActorRef Asker => asker;

    /// <summary>Why the attempt cannot be answered at all, if so: an error of any key goes before a denial, that of the first in the request before others.</summary>
    public FlintException? Error { get; private set; }

    /// <summary>Asks the keys.</summary>
    public void Begin(CheckAllOutbox outbox)
    {
        if (items.Count == 1)
        {
            AskInOrder(outbox);
            return;
        }
        _missing = items.Count;
        for (var i = 0; i < items.Count; i++)
            outbox.Add(new ReserveQuota(number, i, items[i].Key, items[i].Cost, MayWait: false));
    }

    /// <summary>Takes an answer, and asks what is to be asked then. Whether the attempt is granted: every key holds its part; null while that is not known.</summary>
    public bool? Take(IReservationAnswer answer, CheckAllOutbox outbox)
    {
        Note(answer);
        if (--_missing > 0)
            return null;
        if (_phase == Phase.InOrder && _isRefused && Probe(outbox))
            return null;
        if (_isRefused || Error is not null)
            return false;
        if (_isBusy || _asked < _order?.Length)
        {
            AskInOrder(outbox);
            return null;
        }
        return true;
    }

    /// <summary>The key went down with what it held: where that was not let go of before, the attempt can only end as an error any more, once all that were asked have answered.</summary>
    public void Lose(string key, FlintException cause)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Holds(i) && items[i].Key == key)
                Error ??= cause;
        }
    }

    /// <summary>Lets go of all it holds.</summary>
    public void Release(CheckAllOutbox outbox)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Holds(i))
                outbox.Add(new ReleaseHold(number, items[i].Key));
        }
        _held = 0;
    }

    /// <summary>The answer when every key granted.</summary>
    public CheckAllResult Granted() => new(Allowed: true, DeniedKey: null, _results!);

    /// <summary>The answer after a refusal: the first refusing key in the order of the request, and the results up to it.</summary>
    public CheckAllResult Denied()
    {
        var denied = Array.FindIndex(_results, r => !r!.Allowed);
        return new CheckAllResult(Allowed: false, items[denied].Key, new ArraySegment<CheckResult>(_results!, 0, denied + 1));
    }

    private bool Holds(int index) => (_held & 1UL << index) != 0;

    private void Note(IReservationAnswer answer)
    {
        _results[answer.Index] = answer.Result;
        if (answer is QuotaReserved && _phase != Phase.Probing)
            _held |= 1UL << answer.Index;
        _isBusy |= answer is QuotaBusy;
        _isRefused |= answer is QuotaRefused or ReservationFailed;
        if (answer.Cause is { } cause && answer.Index < _failed)
            (Error, _failed) = (cause, answer.Index);
    }

    private void AskInOrder(CheckAllOutbox outbox)
    {
        if (_order is null)
        {
            Release(outbox);
            _order = [.. Enumerable.Range(0, items.Count)];
            Array.Sort(_order, (a, b) => KeyOrder.Compare(items[a].Key, items[b].Key));
            (_phase, _isBusy) = (Phase.InOrder, false);
        }
        var next = _order[_asked++];
        _missing = 1;
        outbox.Add(new ReserveQuota(number, next, items[next].Key, items[next].Cost) { IsRepeated = items.Count > 1 });
    }

    // The keys that were not asked yet; whether there are any.
    private bool Probe(CheckAllOutbox outbox)
    {
        _phase = Phase.Probing;
        foreach (var i in _order.AsSpan(_asked))
            outbox.Add(new ProbeQuota(number, i, items[i].Key, items[i].Cost));
        _missing = items.Count - _asked;
        return _missing > 0;
    }
}
