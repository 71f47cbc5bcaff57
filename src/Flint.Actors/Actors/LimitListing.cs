using System.Runtime.CompilerServices;
using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// Lists limits in the order of their keys without waking any and without holding all of them: keys come some at a time, those that are awake are asked, and
/// the others are read from the storage.
/// </summary>
/// <param name="context">What the actors share.</param>
/// <param name="routes">Which partition owns a key.</param>
/// <param name="directory">Owns the partitions.</param>
/// <param name="provider">Of the system.</param>
/// <param name="sweep">Fails what waits too long.</param>
internal sealed class LimitListing(LimiterContext context, LimitRoutes routes, IActorRef directory, IActorRefProvider provider, ReplySweep sweep)
{
    // Whoever wants a few gets them soon; whoever wants all has them read side by side, ahead of where he is.
    private const int FirstWindow = 32;
    private const int LargestWindow = 1024;
    private const int Ahead = 2;

    // A listing bounds itself: what it asks takes no place of a check's.
    private readonly ReplyPool<Recorded> _records = new(provider, sweep, new Admission(int.MaxValue));
    private readonly ReplyPool<AwakeKeys> _awake = new(provider, sweep, new Admission(int.MaxValue));
    private readonly ReplyPool<AwakeStatuses> _statuses = new(provider, sweep, new Admission(int.MaxValue));

    /// <summary>Every configured key that starts with the prefix and comes behind that one.</summary>
    public async IAsyncEnumerable<LimitStatus> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken ct)
    {
        await BeginAsync(ct).ConfigureAwait(false);
        var size = FirstWindow / 2;
        var windows = context.Catalog?.Windows(prefix, after, () => size = Math.Min(size * 2, LargestWindow))
            ?? (await AllAwakeAsync(prefix, after, ct).ConfigureAwait(false)).Chunk(LargestWindow).Select(keys => new AwakeWindow(keys));
        var ahead = new Queue<Task<IEnumerable<LimitStatus>>>();
        foreach (var window in windows)
        {
            ahead.Enqueue(Task.Run(() => ReadAsync(window, ct), CancellationToken.None)); // it disposes the window
            if (ahead.Count <= Ahead)
                continue;
            foreach (var status in await ahead.Dequeue().ConfigureAwait(false))
                yield return status;
        }
        while (ahead.TryDequeue(out var rest))
        {
            foreach (var status in await rest.ConfigureAwait(false))
                yield return status;
        }
    }

    /// <summary>The keys that rank highest, best first; one that is forgotten and comes again meanwhile is ranked once.</summary>
    public async Task<IReadOnlyList<LimitStatus>> TopAsync(TopBy by, int limit, CancellationToken ct)
    {
        await BeginAsync(ct).ConfigureAwait(false);
        var best = new TopLimits(by, limit);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in (await AllAwakeAsync("", after: null, ct).ConfigureAwait(false)).Chunk(LargestWindow))
        {
            foreach (var (key, status) in await AwakeStatusesAsync(some, ct).ConfigureAwait(false))
            {
                told.Add(key);
                best.Add(status);
            }
        }
        if (context.Catalog is { } catalog)
            await RankAsleepAsync(catalog, told, best, ct).ConfigureAwait(false);
        return best.Take();
    }

    /// <summary>Returns once there are partitions, all that a crash had left open has reached the keys, and the catalog knows every key that was charged.</summary>
    public async ValueTask BeginAsync(CancellationToken ct) => await _records.Send(directory, RecordNewKeys.Instance, ct).ConfigureAwait(false);

    /// <summary>The keys of the same, in that order; they may change while they are gone through.</summary>
    public async ValueTask<IEnumerable<string>> KeysAsync(string prefix, string? after, CancellationToken ct)
    {
        await BeginAsync(ct).ConfigureAwait(false);
        return context.Catalog?.Keys(prefix, after) ?? await AllAwakeAsync(prefix, after, ct).ConfigureAwait(false);
    }

    private async Task<IEnumerable<LimitStatus>> ReadAsync(IKeyWindow window, CancellationToken ct)
    {
        using (window)
        {
            ct.ThrowIfCancellationRequested();
            var keys = Enumerable.Range(0, window.Count).Select(window.Key).ToArray();
            var awake = await AwakeStatusesAsync(keys, ct).ConfigureAwait(false);
            var found = Array.ConvertAll(keys, awake.GetValueOrDefault);
            // The others slept when their partitions were asked. One that has woken since is told as it stood a moment ago.
            window.Read(number => !awake.ContainsKey(keys[number]), (number, state) =>
            {
                ct.ThrowIfCancellationRequested();
                found[number] = StatusOf(keys[number], state);
            });
            return found.OfType<LimitStatus>();
        }
    }

    // Two at a time, however many processors there are: checks have their share.
    private async Task RankAsleepAsync(IKeyCatalog catalog, HashSet<string> awake, TopLimits best, CancellationToken ct)
    {
        using var windows = catalog.WindowsInAnyOrder(LargestWindow).GetEnumerator();
        await Task.WhenAll(Enumerable.Range(0, Ahead).Select(_ => Task.Run(() => RankAll(windows, awake, best, ct), ct))).ConfigureAwait(false);
    }

    private static IKeyWindow? Next(IEnumerator<IKeyWindow> windows)
    {
        lock (windows)
            return windows.MoveNext() ? windows.Current : null;
    }

    private void RankAll(IEnumerator<IKeyWindow> windows, HashSet<string> awake, TopLimits best, CancellationToken ct)
    {
        var own = best.Another();
        while (Next(windows) is { } window)
        {
            using (window)
                Rank(window, awake, own, ct);
        }
        best.AddAll(own);
    }

    private void Rank(IKeyWindow window, HashSet<string> awake, TopLimits best, CancellationToken ct) => window.Read(
        number => awake.Count == 0 || !awake.Contains(window.Key(number)),
        (number, state) =>
        {
            ct.ThrowIfCancellationRequested();
            var key = window.Key(number);
            if (best.Takes(state, key))
                best.Add(StatusOf(key, state));
        });

    private LimitStatus? StatusOf(string key, in LimitState state) => Answers.Status(key, state, context.Templates.Current.Find(key), context.Clock.Now(), context.Clock);

    private async Task<Dictionary<string, LimitStatus?>> AwakeStatusesAsync(string[] keys, CancellationToken ct)
    {
        var answers = keys.GroupBy(key => routes.For(key, directory)).Select(some => _statuses.Send(some.Key, new GetAwakeStatuses([.. some]), ct).AsTask()).ToArray();
        return new Dictionary<string, LimitStatus?>((await Task.WhenAll(answers).ConfigureAwait(false)).SelectMany(answer => answer.Statuses), StringComparer.Ordinal);
    }

    private async Task<List<string>> AllAwakeAsync(string prefix, string? after, CancellationToken ct)
    {
        var keys = new List<string>();
        foreach (var partition in routes.Partitions)
        {
            var answer = await _awake.Send(partition, GetAwakeKeys.Instance, ct).ConfigureAwait(false);
            keys.AddRange(answer.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || KeyOrder.Compare(key, after) > 0)));
        }
        keys.Sort(KeyOrder.Comparer);
        return keys;
    }

    // Nothing is known of them but that they are awake.
    private sealed class AwakeWindow(string[] keys) : IKeyWindow
    {
        public int Count => keys.Length;

        public string Key(int number) => keys[number];

        public void Read(Predicate<int> isWanted, Action<int, LimitState> take)
        {
        }

        public void Dispose()
        {
        }
    }
}
