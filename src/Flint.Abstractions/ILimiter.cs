using System.Runtime.CompilerServices;

namespace Flint;

/// <summary>
/// Durable rate limiting: embedded in this process or shared over HTTP, interchangeably. Every member is safe to call from many threads.
/// Errors derive from <see cref="FlintException"/>; the caller's own cancellation is <see cref="OperationCanceledException"/>:
/// before the decision nothing was charged, after it the charge stands.
/// </summary>
public interface ILimiter : IAsyncDisposable
{
    /// <summary>Configures or reconfigures a key: <paramref name="rate"/> units per <paramref name="per"/>, such as <c>250ms</c>, <c>10s</c>, <c>1m</c>, <c>2h</c>, <c>1d</c>.</summary>
    /// <exception cref="InvalidKeyException">The key is out of bounds (<see cref="LimitRules"/>).</exception>
    /// <exception cref="InvalidRateException">The rate is out of bounds.</exception>
    /// <exception cref="InvalidDurationException">The period cannot be read or is out of bounds.</exception>
    ValueTask LimitAsync(string key, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default);

    /// <summary>As the other overload, with the period as a time span of whole milliseconds.</summary>
    ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default);

    /// <summary>As the other overloads; with <paramref name="onlyIfMissing"/> a key that has a limit, of its own or from a template, keeps it, decided in one step.</summary>
    ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm, bool onlyIfMissing, CancellationToken ct = default);

    /// <summary>Charges <paramref name="cost"/> to the key if its limit has room; a grant is answered once it is as safe as the sync mode promises.</summary>
    /// <exception cref="LimitNotConfiguredException">The key has no limit.</exception>
    /// <exception cref="InvalidCostException">The cost is below 1 or above the rate.</exception>
    /// <exception cref="StorageFailedException">The log cannot be written any more.</exception>
    /// <exception cref="RequestNotDecidedException">Nothing was charged; safe to repeat.</exception>
    /// <exception cref="OutcomeUnknownException">The cost may have been charged.</exception>
    ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default);

    /// <summary><see cref="CheckAsync"/>, reduced to its verdict.</summary>
    ValueTask<bool> AllowAsync(string key, long cost = 1, CancellationToken ct = default);

    /// <summary>Charges every item or none, over crashes too.</summary>
    /// <exception cref="DuplicateKeyException">A key stands in the list twice.</exception>
    /// <exception cref="InvalidItemCountException">The list is empty or longer than <see cref="LimitRules.MaxItems"/>.</exception>
    ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default);

    /// <summary><see cref="CheckAllAsync"/>, reduced to its verdict.</summary>
    ValueTask<bool> AllowAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default);

    /// <summary>What <see cref="CheckAsync"/> would answer now: charges nothing, counts nothing and writes nothing, not even a denial; wakes no sleeping key.</summary>
    /// <exception cref="LimitNotConfiguredException">The key has no limit.</exception>
    /// <exception cref="InvalidCostException">The cost is below 1 or above the rate.</exception>
    ValueTask<CheckResult> PeekAsync(string key, long cost = 1, CancellationToken ct = default);

    /// <summary>The key's limit and counters, or null if it is not configured.</summary>
    ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default);

    /// <summary>Every configured key that starts with <paramref name="prefix"/>, in the order of their UTF-8 bytes.</summary>
    IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, CancellationToken ct = default);

    /// <summary>
    /// As the other overload, from behind <paramref name="after"/> on: a page goes on where the one before has ended, whatever came or went meanwhile.
    /// Unless a limiter knows better, it passes over what stands before.
    /// </summary>
    async IAsyncEnumerable<LimitStatus> ListAsync(string? prefix, string? after, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var status in ListAsync(prefix, ct).ConfigureAwait(false))
        {
            if (after is null || KeyOrder.Compare(status.Key, after) > 0)
                yield return status;
        }
    }

    /// <summary>
    /// What happened to the key, oldest first: the newest <c>history.keep</c> events, with everything that was answered before the call. Grants come one by one,
    /// denials in a row as one event. Empty for a key that was never configured.
    /// </summary>
    /// <exception cref="InvalidKeyException">The key is out of bounds.</exception>
    /// <exception cref="NotSupportedException">The limiter writes to a journal other than Flint's.</exception>
    IAsyncEnumerable<LimitEvent> HistoryAsync(string key, CancellationToken ct = default);

    /// <summary>The keys with the highest total, highest first, equal ones in the order of their UTF-8 bytes; at most <paramref name="limit"/>.</summary>
    /// <exception cref="UnsupportedTopSelectorException"><paramref name="by"/> is none of the defined values.</exception>
    /// <exception cref="InvalidItemCountException"><paramref name="limit"/> is below 1.</exception>
    ValueTask<IReadOnlyList<LimitStatus>> TopAsync(TopBy by = TopBy.Denied, int limit = 20, CancellationToken ct = default);

    /// <summary>
    /// The sums over all limits, by algorithm and template: in that order, patterns by their UTF-8 bytes, and in front of them those of no template. A key counts where its limit
    /// came from last; what it has counted stays in the sums when it is removed or forgotten. A limiter that keeps them answers as soon with many keys as with few; unless it does,
    /// they are added up from all limits there are.
    /// </summary>
    ValueTask<IReadOnlyList<LimitTotals>> TotalsAsync(CancellationToken ct = default) => LimitTotals.OfAsync(ListAsync(ct: ct), ct);

    /// <summary>Gives the key its full quota back; totals stay.</summary>
    ValueTask ResetAsync(string key, CancellationToken ct = default);

    /// <summary>
    /// Takes the limit from the key, with what was spent and its totals; waits for check_alls that hold part of it. False if it had none.
    /// </summary>
    /// <exception cref="InvalidKeyException">The key is out of bounds.</exception>
    ValueTask<bool> RemoveAsync(string key, CancellationToken ct = default);

    /// <summary>Removes every key that starts with <paramref name="prefix"/>, one by one; those that are configured meanwhile may stay. How many it removed.</summary>
    /// <exception cref="InvalidKeyException">The prefix is empty.</exception>
    ValueTask<long> PurgeAsync(string prefix, CancellationToken ct = default);

    /// <summary>
    /// Gives every key that matches the pattern and has no limit of its own this limit, from its next check on: the pattern is the beginning of keys and a <c>*</c> behind it, or one key. The longest beginning
    /// that matches speaks for a key. What a key has spent stays when its template changes. A key that is idle for <paramref name="idleTtl"/>, such as <c>1h</c> (null: as <c>flint.conf</c> says), with its
    /// quota full, is forgotten.
    /// </summary>
    /// <exception cref="InvalidKeyException">The pattern is out of bounds.</exception>
    /// <exception cref="InvalidRateException">The rate is out of bounds.</exception>
    /// <exception cref="InvalidDurationException">A time cannot be read or is out of bounds.</exception>
    ValueTask TemplateAsync(string pattern, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, string? idleTtl = null, CancellationToken ct = default);

    /// <summary>As the other overload, with times as time spans of whole milliseconds.</summary>
    ValueTask TemplateAsync(string pattern, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, TimeSpan? idleTtl = null, CancellationToken ct = default);

    /// <summary>The templates, in the order of their patterns' UTF-8 bytes.</summary>
    ValueTask<IReadOnlyList<LimitTemplate>> TemplatesAsync(CancellationToken ct = default);

    /// <summary>Takes the template of exactly this pattern away; its keys take the next one that matches, or have no limit any more. False if there was none.</summary>
    /// <exception cref="InvalidKeyException">The pattern is out of bounds.</exception>
    ValueTask<bool> RemoveTemplateAsync(string pattern, CancellationToken ct = default);

    /// <summary>Returns once everything answered so far, denials included, is on the disk.</summary>
    ValueTask FlushAsync(CancellationToken ct = default);

    /// <summary>Folds what the log holds into a snapshot and returns once that is done; checks go on meanwhile, and nothing that can be asked for changes.</summary>
    /// <exception cref="NotSupportedException">The limiter writes to a journal other than Flint's.</exception>
    ValueTask CompactAsync(CancellationToken ct = default);

    /// <summary>
    /// Reads the files of the limiter from the disk, judges them and counts what they say of limits; checks go on meanwhile. What is wrong is in the report, a failed storage included.
    /// </summary>
    /// <exception cref="NotSupportedException">The limiter writes to a journal other than Flint's.</exception>
    ValueTask<DoctorReport> DoctorAsync(CancellationToken ct = default);
}
