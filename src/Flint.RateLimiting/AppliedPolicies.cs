using System.Collections.Concurrent;

namespace Flint.RateLimiting;

/// <summary>
/// Which keys have got their policy's limit from this process of late, so that not every check has to give it again. Forgets: what is older than a minute or
/// two, and what is more than it may hold. Forgetting costs a message, and nothing is written for a limit that a key has.
/// </summary>
internal sealed class AppliedPolicies(TimeProvider time)
{
    private const int Most = 32_768;
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(1);

    private readonly Lock _turning = new();
    private volatile Generation _young = new(time.GetTimestamp());
    private volatile Generation? _old;

    /// <summary>Whether the key has got these terms of late.</summary>
    public bool Contains(string key, LimitTerms terms)
    {
        if (time.GetElapsedTime(_young.Born) >= Turn)
            TurnOver();
        // The old generation knows only what the key had before.
        return (_young.Of(key) ?? _old?.Of(key)) == terms;
    }

    /// <summary>The key has these terms now.</summary>
    public void Add(string key, LimitTerms terms)
    {
        if (_young.Add(key, terms) >= Most / 2)
            TurnOver();
    }

    private void TurnOver()
    {
        lock (_turning)
        {
            var now = time.GetTimestamp();
            var age = time.GetElapsedTime(_young.Born, now);
            if (age < Turn && _young.Count < Most / 2)
                return; // somebody else has just done it
            _old = age >= 2 * Turn ? null : _young;
            _young = new Generation(now);
        }
    }

    private sealed class Generation(long born)
    {
        private readonly ConcurrentDictionary<string, LimitTerms> _terms = new(StringComparer.Ordinal);
        private int _count;

        public long Born { get; } = born;

        public int Count => Volatile.Read(ref _count);

        public LimitTerms? Of(string key) => _terms.GetValueOrDefault(key);

        public int Add(string key, LimitTerms terms)
        {
            if (_terms.TryAdd(key, terms))
                return Interlocked.Increment(ref _count);
            _terms[key] = terms;
            return Count;
        }
    }
}
