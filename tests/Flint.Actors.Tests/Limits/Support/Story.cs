using Flint.Limits;

namespace Flint.Actors.Tests.Limits.Support;

/// <summary>
/// One key's life, lived by a quota and by its naive model at once; every step compares what they say. What was applied is kept: replayed without a question asked,
/// it must lead to an equal quota.
/// </summary>
internal sealed class Story
{
    public static readonly long Start = new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<Func<Quota, Quota>> _applied = [];
    private readonly List<(Quota Quota, NaiveQuota Model, Terms Terms, long Now)> _snapshots = [];
    private readonly Quota _born;
    private Quota _quota;
    private NaiveQuota _model;

    public Story(Terms terms)
    {
        Terms = terms;
        Now = Start;
        _quota = _born = Quota.Full(terms, Now);
        _model = NaiveQuota.Full(terms, Now);
    }

    public Terms Terms { get; private set; }

    public long Now { get; private set; }

    public NaiveQuota Model => _model;

    public void Advance(long ticks) => Now += ticks;

    public void Check(long cost)
    {
        var available = _quota.Available(Terms, Now);
        Assert.Equal(_model.Available(Terms, Now), available);
        if (cost <= available)
            Spend(cost);
        else if (cost <= Terms.Rate)
            CompareAvailableAt(cost);
    }

    public void Spend(long cost)
    {
        var (terms, at) = (Terms, Now);
        Apply(quota => quota.Spend(terms, at, cost));
        _model = _model.Spend(terms, at, cost);
    }

    public void Reset()
    {
        var (terms, at) = (Terms, Now);
        Apply(_ => Quota.Full(terms, at));
        _model = NaiveQuota.Full(terms, at);
    }

    public void Reconfigure(Terms to)
    {
        var (from, at) = (Terms, Now);
        Apply(quota => quota.Reconfigured(from, to, at));
        _model = _model.Reconfigured(from, to, at);
        Terms = to;
    }

    public void ExportAndImport()
    {
        var copy = Quota.Import(Terms, _quota.Export(Terms));
        Assert.Equal(_quota, copy);
        Assert.Equal(_quota.GetHashCode(), copy.GetHashCode());
        _quota = copy;
    }

    public void KeepSnapshot() => _snapshots.Add((_quota, _model, Terms, Now));

    /// <summary>Spends from a copy and throws the result away, as a check does that is then refused elsewhere.</summary>
    public void TryOut(long cost)
    {
        var tried = _quota.Spend(Terms, Now, cost);
        Assert.Equal(_model.Spend(Terms, Now, cost).Available(Terms, Now), tried.Available(Terms, Now));
    }

    /// <summary>Compares what is available, now or so many ticks ahead if nobody spends.</summary>
    public void CompareAvailable(long ahead = 0) =>
        Assert.Equal(_model.Available(Terms, Now + ahead), _quota.Available(Terms, Now + ahead));

    public void Compare()
    {
        CompareAvailable();

        var reset = _quota.ResetAt(Terms, Now);
        Assert.True(reset >= Now);
        Assert.True(reset == Instant.Last || _model.IsFull(Terms, reset), $"not full at {reset - Now}");
        Assert.True(reset == Now || !_model.IsFull(Terms, reset - 1), $"full before {reset - Now}");

        CompareAvailableAt(1);
        CompareAvailableAt(Math.Max(1, Terms.Rate / 2));
        CompareAvailableAt(Terms.Rate);
    }

    public void End()
    {
        Compare();
        Assert.Equal(_quota, _applied.Aggregate(_born, (quota, apply) => apply(quota)));
        foreach (var (quota, model, terms, now) in _snapshots)
        {
            (_quota, _model, Terms, Now) = (quota, model, terms, now);
            Compare();
            Spend(1);
            Compare();
        }
    }

    public void CompareAvailableAt(long cost)
    {
        var at = _quota.AvailableAt(Terms, cost, Now);
        Assert.True(at >= Now);
        Assert.True(at == Instant.Last || _model.Available(Terms, at) >= cost, $"{cost} does not pass at {at - Now}");
        Assert.True(at == Now || _model.Available(Terms, at - 1) < cost, $"{cost} passes before {at - Now}");
    }

    private void Apply(Func<Quota, Quota> change)
    {
        _applied.Add(change);
        _quota = change(_quota);
    }
}
