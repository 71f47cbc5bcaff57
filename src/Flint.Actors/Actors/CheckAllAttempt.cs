using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// One check_all that is not decided yet: which keys have answered what. Reserves key by key in the order of their UTF-8 bytes, so that no two attempts
/// can wait for each other in a circle; after a refusal the keys that were not asked yet are probed, so that the answer follows the order of the request.
/// </summary>
internal sealed class CheckAllAttempt
{
    private readonly int[] _order;
    private readonly CheckResult?[] _results;
    private FlintException? _error;
    private int _reserved;
    private int _probing;

    public CheckAllAttempt(long number, IReadOnlyList<CheckItem> items, IActorRef asker)
    {
        Number = number;
        Items = items;
        Asker = asker;
        _results = new CheckResult?[items.Count];
        _order = new int[items.Count];
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        Array.Sort(_order, (a, b) => KeyOrder.Compare(items[a].Key, items[b].Key));
    }

    public long Number { get; }

    public IReadOnlyList<CheckItem> Items { get; }

    public IActorRef Asker { get; }

    /// <summary>The next reservation to ask for, or null once every key holds its part.</summary>
    public ReserveQuota? Next() =>
        _reserved == _order.Length ? null : new ReserveQuota(Number, _order[_reserved], Items[_order[_reserved]].Key, Items[_order[_reserved]].Cost);

    /// <summary>The key that was asked last holds its part.</summary>
    public void Reserved(int index, CheckResult result)
    {
        _results[index] = result;
        _reserved++;
    }

    /// <summary>The key that was asked last refuses or cannot take part: what is still to be asked, of the other keys, without holding anything.</summary>
    public IReadOnlyList<ProbeQuota> Refused(int index, CheckResult? refusal, FlintException? error)
    {
        _results[index] = refusal;
        _error ??= error;
        var probes = _order.Skip(_reserved + 1).Select(i => new ProbeQuota(Number, i, Items[i].Key, Items[i].Cost)).ToArray();
        _probing = probes.Length;
        return probes;
    }

    /// <summary>Whether the attempt failed and only waits for probes.</summary>
    public bool IsProbing => _probing > 0;

    /// <summary>A probe's answer; true once it was the last one.</summary>
    public bool Probed(int index, CheckResult? result, FlintException? error)
    {
        _results[index] = result;
        _error ??= error;
        return --_probing == 0;
    }

    /// <summary>It can only end as an error any more, once the key that was asked last has answered.</summary>
    public void Fail(FlintException error) => _error ??= error;

    /// <summary>The keys that hold something now.</summary>
    public IEnumerable<string> HeldKeys => _order.Take(_reserved).Select(i => Items[i].Key);

    /// <summary>Why the attempt cannot be answered at all, if so: an error of any key goes before a denial.</summary>
    public FlintException? Error => _error;

    /// <summary>The answer when every key granted.</summary>
    public CheckAllResult Granted() => new(Allowed: true, DeniedKey: null, _results!);

    /// <summary>The answer after a refusal: the first refusing key in the order of the request, and the results up to it.</summary>
    public CheckAllResult Denied()
    {
        var denied = Array.FindIndex(_results, r => !r!.Allowed);
        return new CheckAllResult(Allowed: false, Items[denied].Key, new ArraySegment<CheckResult>(_results!, 0, denied + 1));
    }
}
