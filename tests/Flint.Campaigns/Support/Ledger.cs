namespace Flint.Campaigns.Support;

/// <summary>
/// What the callers know, key by key, kept outside the server, and held against what the server counts. Every settlement begins a new page,
/// so that a loss in one cycle cannot hide behind a surplus of another. For every thread.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, Page> _pages;

    public Ledger(IEnumerable<string> keys) => _pages = keys.ToDictionary(key => key, _ => new Page(), StringComparer.Ordinal);

    /// <summary>The answers of this outcome since the last settlement.</summary>
    public long Answers(Outcome outcome) => _pages.Values.Sum(page => page.Of(outcome));

    /// <summary>The same of one key.</summary>
    public long AnswersOf(string key, Outcome outcome) => _pages[key].Of(outcome);

    public void Record(string key, Outcome outcome, long count = 1) => _pages[key].Add(outcome, count);

    /// <summary>
    /// After a death: <c>granted &lt;= counted &lt;= granted + those whose outcome their callers do not know</c>; denials that were answered may be forgotten
    /// (the youngest are not written yet), but none may be invented.
    /// </summary>
    /// <returns>How many were counted of which no caller knows.</returns>
    public long Settle(IReadOnlyDictionary<string, Counted> counted, Report report, string when) => _pages.Sum(page => page.Value.Settle(page.Key, counted, report, when, isExact: false));

    /// <summary>After a clean end: everything answered is counted, and nothing else.</summary>
    public void SettleExactly(IReadOnlyDictionary<string, Counted> counted, Report report, string when)
    {
        foreach (var (key, page) in _pages)
            page.Settle(key, counted, report, when, isExact: true);
    }

    private sealed class Page
    {
        private readonly long[] _answers = new long[Enum.GetValues<Outcome>().Length];
        private Counted _before;

        public long Of(Outcome outcome) => Interlocked.Read(ref _answers[(int)outcome]);

        public void Add(Outcome outcome, long count) => Interlocked.Add(ref _answers[(int)outcome], count);

        public long Settle(string key, IReadOnlyDictionary<string, Counted> counted, Report report, string when, bool isExact)
        {
            if (!counted.TryGetValue(key, out var now))
            {
                report.Require(false, $"{when}: {key} is gone");
                return 0;
            }
            var (allowed, denied) = (now.Allowed - _before.Allowed, now.Denied - _before.Denied);
            var open = isExact ? 0 : Of(Outcome.Unknown) + Of(Outcome.StorageFailed);
            var (granted, refused) = (Of(Outcome.Granted), Of(Outcome.Denied));
            report.Require(granted <= allowed, $"{when}: {key} lost {granted - allowed} of {granted} answered grants");
            report.Require(allowed <= granted + open, $"{when}: {key} counts {allowed} grants, but {granted} were answered and {open} are in doubt");
            report.Require(!isExact || refused <= denied, $"{when}: {key} lost {refused - denied} of {refused} answered denials");
            report.Require(denied <= refused + open, $"{when}: {key} counts {denied} denials, but {refused} were answered and {open} are in doubt");
            report.Require(Of(Outcome.Wrong) == 0, $"{when}: {key} had {Of(Outcome.Wrong)} answers that no check may get");
            _before = now;
            Array.Clear(_answers);
            return allowed - granted;
        }
    }
}
