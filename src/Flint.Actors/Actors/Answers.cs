using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>The answers of keys, as users see them.</summary>
internal static class Answers
{
    /// <summary>How whoever asked for it is told that nothing came of it.</summary>
    public static object Refused(object request, FlintException cause) => request switch
    {
        ReserveQuota reserve => new ReservationFailed(reserve.Attempt, reserve.Index, cause),
        ProbeQuota probe => new ReservationFailed(probe.Attempt, probe.Index, cause),
        _ => Failure(cause),
    };

    /// <summary>Why nobody knows that it was written.</summary>
    public static StorageFailedException NotWritten(string subject, Exception cause) =>
        cause as StorageFailedException ?? new StorageFailedException($"{subject} could not be written: {cause.Message}", cause);

    /// <summary>A failure as every request understands it.</summary>
    public static Status.Failure Failure(Exception cause) => new(cause);

    /// <summary>The answer to a granted cost; <paramref name="state"/> is the state that the cost is charged to already.</summary>
    public static CheckResult Granted(string key, long cost, in LimitState state, long now, long held, LimiterClock clock) =>
        Result(key, allowed: true, cost, state, now, held, retryAfter: null, clock);

    /// <summary>The answer that a cost which fits would be given, were it charged now.</summary>
    public static CheckResult Foreseen(string key, long cost, in LimitState state, long now, long held, LimiterClock clock) =>
        Granted(key, cost, state.Apply(LimitEntry.Allow(now, cost)), now, held, clock);

    /// <summary>The answer to a peek at a key that sleeps, and so holds nothing.</summary>
    /// <exception cref="InvalidInputException">A check would be refused with it.</exception>
    public static CheckResult Peeked(string key, long cost, LimitState state, Template? template, long now, LimiterClock clock)
    {
        now = Math.Max(now, state.LastAt);
        state = state.Under(template, now);
        if (Refusal(key, cost, state) is { } cause)
            throw cause;
        return state.Decide(cost, now) == Verdict.Granted
            ? Foreseen(key, cost, state, now, held: 0, clock)
            : Denied(key, cost, state, now, held: 0, clock);
    }

    /// <summary>Why the key cannot take such a cost at all, or null.</summary>
    public static InvalidInputException? Refusal(string key, long cost, in LimitState state)
    {
        if (state.Config is not { } config)
            return new LimitNotConfiguredException(key);
        if (cost < 1)
            return new InvalidCostException($"cost must be at least 1, not {cost}");
        return cost > config.Terms.Rate ? InvalidCostException.OverRate(cost, config.Terms.Rate) : null;
    }

    /// <summary>The answer to a denied cost.</summary>
    public static CheckResult Denied(string key, long cost, in LimitState state, long now, long held, LimiterClock clock) =>
        Result(key, allowed: false, cost, state, now, held, new TimeSpan(state.AvailableAt(cost, now) - now), clock);

    /// <summary>The status of a key, or null where it has no limit; a key that would have one from a template has it from its first check on.</summary>
    public static LimitStatus? Status(string key, LimitState state, Template? template, long now, LimiterClock clock)
    {
        if (state.Config is null)
            return null;
        now = Math.Max(now, state.LastAt);
        state = state.Under(template, now);
        if (state.Config is not { } config)
            return null;
        return new LimitStatus(
            key,
            config.Terms.Rate,
            new TimeSpan(config.Terms.PerTicks),
            config.Terms.Algorithm,
            state.Available(now),
            clock.ToUser(state.ResetAt(now)),
            state.TotalAllowed,
            state.TotalDenied,
            state.TotalAllowedCost,
            state.TotalDeniedCost,
            clock.ToUserOrNull(state.LastAllowedAt),
            clock.ToUserOrNull(state.LastDeniedAt),
            clock.ToUserOrNull(state.LastResetAt));
    }

    private static CheckResult Result(string key, bool allowed, long cost, in LimitState state, long now, long held, TimeSpan? retryAfter, LimiterClock clock)
    {
        var terms = state.Config!.Terms;
        return new CheckResult(
            key,
            allowed,
            cost,
            terms.Rate,
            Math.Max(0, state.Available(now) - held),
            clock.ToUser(state.ResetAt(now)),
            retryAfter,
            terms.Algorithm);
    }
}
