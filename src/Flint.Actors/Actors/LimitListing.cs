using System.Runtime.CompilerServices;
using Akka.Actor;
using Flint.Messages;

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
    private const int LargestWindow = 4096;
    private const int Ahead = 2;

    // A listing bounds itself: what it asks takes no place of a check's.
    private readonly ReplyPool<Recorded> _records = new(provider, sweep, new Admission(int.MaxValue));
    private readonly ReplyPool<AwakeKeys> _awake = new(provider, sweep, new Admission(int.MaxValue));
    private readonly ReplyPool<LimitStatus?> _statuses = new(provider, sweep, new Admission(int.MaxValue), static cause => cause is LimitNotConfiguredException);

    /// <summary>Every configured key that starts with the prefix and comes behind that one.</summary>
    public async IAsyncEnumerable<LimitStatus> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var status in ReadAsync(await KeysAsync(prefix, after, ct).ConfigureAwait(false), ct).ConfigureAwait(false))
            yield return status;
    }

    /// <summary>Every configured key, in whatever order costs least; one that is forgotten and comes again may come twice.</summary>
    public async IAsyncEnumerable<LimitStatus> AllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await BeginAsync(ct).ConfigureAwait(false);
        var keys = context.Catalog?.KeysInAnyOrder() ?? await AllAwakeAsync("", after: null, ct).ConfigureAwait(false);
        await foreach (var status in ReadAsync(keys, ct).ConfigureAwait(false))
            yield return status;
    }

    /// <summary>Returns once there are partitions, all that a crash had left open has reached the keys, and the catalog knows every key that was charged.</summary>
    public async ValueTask BeginAsync(CancellationToken ct) => await _records.Send(directory, RecordNewKeys.Instance, ct).ConfigureAwait(false);

    /// <summary>The keys of the same, in that order; they may change while they are gone through.</summary>
    public async ValueTask<IEnumerable<string>> KeysAsync(string prefix, string? after, CancellationToken ct)
    {
        await BeginAsync(ct).ConfigureAwait(false);
        return context.Catalog?.Keys(prefix, after) ?? await AllAwakeAsync(prefix, after, ct).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<LimitStatus> ReadAsync(IEnumerable<string> keys, [EnumeratorCancellation] CancellationToken ct)
    {
        var ahead = new Queue<Task<IEnumerable<LimitStatus>>>();
        foreach (var window in Windows(keys))
        {
            ahead.Enqueue(Task.Run(() => ReadWindowAsync(window, ct), ct));
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

    private static IEnumerable<List<string>> Windows(IEnumerable<string> keys)
    {
        var size = FirstWindow;
        var window = new List<string>(size);
        foreach (var key in keys)
        {
            window.Add(key);
            if (window.Count < size)
                continue;
            yield return window;
            size = Math.Min(size * 2, LargestWindow);
            window = new List<string>(size);
        }
        yield return window;
    }

    private async Task<IEnumerable<LimitStatus>> ReadWindowAsync(List<string> window, CancellationToken ct)
    {
        var asked = new Dictionary<string, Task<LimitStatus?>>(StringComparer.Ordinal);
        foreach (var key in await FindAwakeAsync(window, ct).ConfigureAwait(false))
            asked.Add(key, _statuses.Send(routes.For(key, directory), new GetStatus(key), ct).AsTask());
        var found = new LimitStatus?[window.Count];
        if (context.Catalog is { } catalog)
            ReadAsleep(catalog, window, asked.ContainsKey, found, ct);
        for (var i = 0; asked.Count > 0 && i < found.Length; i++)
        {
            if (asked.TryGetValue(window[i], out var answer))
                found[i] = await answer.ConfigureAwait(false);
        }
        return found.OfType<LimitStatus>();
    }

    private async Task<List<string>> FindAwakeAsync(List<string> keys, CancellationToken ct)
    {
        var answers = keys.GroupBy(key => routes.For(key, directory)).Select(some => _awake.Send(some.Key, new FindAwakeKeys([.. some]), ct).AsTask()).ToArray();
        return [.. (await Task.WhenAll(answers).ConfigureAwait(false)).SelectMany(answer => answer.Keys)];
    }

    // They slept when their partitions were asked. One that has woken since is told as it stood a moment ago.
    private void ReadAsleep(IKeyCatalog catalog, List<string> window, Predicate<string> isAwake, LimitStatus?[] found, CancellationToken ct)
    {
        var asleep = Enumerable.Range(0, window.Count).Where(i => !isAwake(window[i])).ToArray();
        using var reader = catalog.OpenReader();
        reader.Read([.. asleep.Select(i => window[i])], (number, state) =>
        {
            ct.ThrowIfCancellationRequested();
            var key = window[asleep[number]];
            found[asleep[number]] = Answers.Status(key, state, context.Templates.Current.Find(key), context.Clock.Now(), context.Clock);
        });
    }

    // Where the storage cannot tell which keys there are.
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
}
