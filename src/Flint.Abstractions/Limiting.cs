namespace Flint;

/// <summary>
/// Work behind a limit: <c>var send = limiter.Limited("email:send", rate: 10, per: "1m", cost: 1, SendAsync)</c> gives a delegate that charges the key and then does the work,
/// or throws <see cref="RateLimitExceededException"/> and does not. The key is configured at the first call, and only if it has no limit.
/// </summary>
/// <remarks>The check is awaited, so what comes out is always asynchronous. What the work throws goes through, and what was charged stays charged.
/// C# infers the types of a lambda with typed parameters and of a method without any; for a method with parameters name them: <c>Limited&lt;Mail&gt;(…, SendAsync)</c>.</remarks>
public static class Limiting
{
    /// <summary>Work that is asynchronous.</summary>
    /// <param name="limiter">The limiter.</param>
    /// <param name="key">What is charged for each call.</param>
    /// <param name="rate">The rate the key is given if it has no limit.</param>
    /// <param name="per">The period it is given then, such as <c>1m</c>.</param>
    /// <param name="cost">What each call is charged.</param>
    /// <param name="work">The work.</param>
    /// <param name="algorithm">How the key counts then.</param>
    /// <exception cref="InvalidInputException">The key, rate, period, cost or algorithm is out of bounds; that a cost is above the key's rate shows at the first call.</exception>
    public static Func<Task> Limited(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<Task> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async () =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            await work().ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    public static Func<CancellationToken, Task> Limited(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<CancellationToken, Task> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async ct =>
        {
            await limit.SpendAsync(ct).ConfigureAwait(false);
            await work(ct).ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    public static Func<T, Task> Limited<T>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<T, Task> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async argument =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            await work(argument).ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    public static Func<T, CancellationToken, Task> Limited<T>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<T, CancellationToken, Task> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async (argument, ct) =>
        {
            await limit.SpendAsync(ct).ConfigureAwait(false);
            await work(argument, ct).ConfigureAwait(false);
        };
    }

    /// <summary>Work that is asynchronous and has a result.</summary>
    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    public static Func<Task<TResult>> Limited<TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<Task<TResult>> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async () =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited{TResult}(ILimiter, string, long, string, long, Func{Task{TResult}}, Algorithm)"/>
    public static Func<CancellationToken, Task<TResult>> Limited<TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<CancellationToken, Task<TResult>> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async ct =>
        {
            await limit.SpendAsync(ct).ConfigureAwait(false);
            return await work(ct).ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited{TResult}(ILimiter, string, long, string, long, Func{Task{TResult}}, Algorithm)"/>
    public static Func<T, Task<TResult>> Limited<T, TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<T, Task<TResult>> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async argument =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            return await work(argument).ConfigureAwait(false);
        };
    }

    /// <inheritdoc cref="Limited{TResult}(ILimiter, string, long, string, long, Func{Task{TResult}}, Algorithm)"/>
    public static Func<T, CancellationToken, Task<TResult>> Limited<T, TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<T, CancellationToken, Task<TResult>> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async (argument, ct) =>
        {
            await limit.SpendAsync(ct).ConfigureAwait(false);
            return await work(argument, ct).ConfigureAwait(false);
        };
    }

    /// <summary>Work that is done at once.</summary>
    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    public static Func<Task> Limited(
        this ILimiter limiter, string key, long rate, string per, long cost, Action work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async () =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            work();
        };
    }

    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Action, Algorithm)"/>
    public static Func<T, Task> Limited<T>(
        this ILimiter limiter, string key, long rate, string per, long cost, Action<T> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        return async argument =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            work(argument);
        };
    }

    /// <summary>Work that is done at once and has a result.</summary>
    /// <inheritdoc cref="Limited(ILimiter, string, long, string, long, Func{Task}, Algorithm)"/>
    /// <exception cref="ArgumentException">The result would have to be awaited, as a <see cref="ValueTask"/>: nobody would.</exception>
    public static Func<Task<TResult>> Limited<TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<TResult> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        RequireDone<TResult>(work);
        return async () =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            return work();
        };
    }

    /// <inheritdoc cref="Limited{TResult}(ILimiter, string, long, string, long, Func{TResult}, Algorithm)"/>
    public static Func<T, Task<TResult>> Limited<T, TResult>(
        this ILimiter limiter, string key, long rate, string per, long cost, Func<T, TResult> work, Algorithm algorithm = Algorithm.TokenBucket)
    {
        var limit = Limit(limiter, key, rate, per, cost, work, algorithm);
        RequireDone<TResult>(work);
        return async argument =>
        {
            await limit.SpendAsync(default).ConfigureAwait(false);
            return work(argument);
        };
    }

    // A ValueTask is taken for a result: what it waits for would go on unseen, and what it throws be lost.
    private static void RequireDone<TResult>(Delegate work)
    {
        var result = typeof(TResult);
        if (result == typeof(ValueTask) || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)) || result.IsAssignableTo(typeof(Task)))
            throw new ArgumentException($"what gives a {result.Name} would not be awaited: write async (…) => await …, which gives a Task", nameof(work));
    }

    // What is wrong is said where the limit is written, not at the first call.
    private static Charge Limit(ILimiter limiter, string key, long rate, string per, long cost, Delegate work, Algorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(work);
        LimitRules.RequireKey(key);
        LimitRules.RequireCost(cost);
        return new Charge(limiter, key, cost, new LimitTerms(rate, per, algorithm));
    }

    private sealed record Charge(ILimiter Limiter, string Key, long Cost, LimitTerms Otherwise)
    {
        public async ValueTask SpendAsync(CancellationToken ct)
        {
            var result = await Limiter.CheckAsync(Key, Cost, Otherwise, ct).ConfigureAwait(false);
            if (!result.Allowed)
                throw new RateLimitExceededException(result);
        }
    }
}
