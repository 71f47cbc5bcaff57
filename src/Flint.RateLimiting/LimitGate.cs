namespace Flint.RateLimiting;

/// <summary>
/// Charges the keys of a request, all or none, and sees to it that they have the limits they are meant to have: a policy's goes before what a key has,
/// a lazy one is for a key that has none. A key that is named several times is charged the sum, and the limit that stands last is the one it is meant to have.
/// What adapters and middleware have in common.
/// </summary>
/// <param name="limiter">Who decides; it is not disposed.</param>
/// <param name="time">After how much time policies are looked after again; null: the machine's clock.</param>
public sealed class LimitGate(ILimiter limiter, TimeProvider? time = null)
{
    private readonly AppliedPolicies _applied = new(time ?? TimeProvider.System);

    /// <summary>Charges one key.</summary>
    /// <exception cref="FlintException">As <see cref="ILimiter.CheckAsync"/>.</exception>
    public ValueTask<ChargeResult> ChargeAsync(KeyCharge charge, CancellationToken ct) =>
        AnswerAsync(charge, static (limiter, key, cost, ct) => limiter.CheckAsync(key, cost, ct), ct);

    /// <summary>What charging the key would come to; a lazy limit or a policy is given to it all the same.</summary>
    /// <exception cref="FlintException">As <see cref="ILimiter.PeekAsync"/>.</exception>
    public ValueTask<ChargeResult> PeekAsync(KeyCharge charge, CancellationToken ct) =>
        AnswerAsync(charge, static (limiter, key, cost, ct) => limiter.PeekAsync(key, cost, ct), ct);

    /// <summary>Charges every key or none.</summary>
    /// <exception cref="FlintException">As <see cref="ILimiter.CheckAllAsync"/>.</exception>
    public async ValueTask<ChargeResult> ChargeAsync(IReadOnlyList<KeyCharge> charges, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(charges);
        charges = EachKeyOnce(charges);
        if (charges.Count == 1)
            return await ChargeAsync(charges[0], ct).ConfigureAwait(false);
        foreach (var charge in charges)
            await ApplyAsync(charge, ct).ConfigureAwait(false);
        var items = charges.Select(charge => new CheckItem(charge.Key, charge.Cost)).ToArray();
        var result = await CheckAllAsync(charges, items, ct).ConfigureAwait(false);
        if (await CorrectAsync(charges, result.Results, ct).ConfigureAwait(false) && !result.Allowed)
            result = await CheckAllAsync(charges, items, ct).ConfigureAwait(false);
        var told = result.Allowed ? Tightest(result.Results) : result.Results.Count - 1;
        return new ChargeResult(result.Allowed, result.Results[told], charges[told]);
    }

    /// <summary>What charging every key would come to: the first that would refuse, or the one that would have the least left.</summary>
    /// <exception cref="FlintException">As <see cref="ILimiter.PeekAsync"/>.</exception>
    public async ValueTask<ChargeResult> PeekAsync(IReadOnlyList<KeyCharge> charges, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(charges);
        ChargeResult? told = null;
        foreach (var charge in EachKeyOnce(charges))
        {
            var result = await PeekAsync(charge, ct).ConfigureAwait(false);
            if (!result.Allowed)
                return result;
            if (told is null || result.Told.Remaining < told.Value.Told.Remaining)
                told = result;
        }
        return told ?? throw new InvalidItemCountException("a request has to name at least one key");
    }

    private async ValueTask<ChargeResult> AnswerAsync(
        KeyCharge charge, Func<ILimiter, string, long, CancellationToken, ValueTask<CheckResult>> ask, CancellationToken ct)
    {
        await ApplyAsync(charge, ct).ConfigureAwait(false);
        CheckResult result;
        try
        {
            result = await ask(limiter, charge.Key, charge.Cost, ct).ConfigureAwait(false);
        }
        catch (LimitNotConfiguredException) when ((charge.Policy?.Terms ?? charge.Lazily) is not null)
        {
            await ConfigureAsync(charge, ct).ConfigureAwait(false);
            result = await ask(limiter, charge.Key, charge.Cost, ct).ConfigureAwait(false);
        }
        if (IsOff(charge, result))
        {
            // It was changed by hand since: the policy stands again. What was granted stays granted.
            await ConfigureAsync(charge, ct).ConfigureAwait(false);
            if (!result.Allowed)
                result = await ask(limiter, charge.Key, charge.Cost, ct).ConfigureAwait(false);
        }
        return new ChargeResult(result.Allowed, result, charge);
    }

    // Nothing is charged while a key has no limit, so that asking again is safe; each round gives one key its limit.
    private async ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<KeyCharge> charges, CheckItem[] items, CancellationToken ct)
    {
        for (var given = 0; ; given++)
        {
            try
            {
                return await limiter.CheckAllAsync(items, ct).ConfigureAwait(false);
            }
            catch (LimitNotConfiguredException e) when (given < charges.Count && charges.Any(charge => charge.Key == e.Key && HasTerms(charge)))
            {
                await ConfigureAsync(charges.First(charge => charge.Key == e.Key), ct).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> CorrectAsync(IReadOnlyList<KeyCharge> charges, IReadOnlyList<CheckResult> results, CancellationToken ct)
    {
        var corrected = false;
        for (var i = 0; i < results.Count; i++)
        {
            if (!IsOff(charges[i], results[i]))
                continue;
            await ConfigureAsync(charges[i], ct).ConfigureAwait(false);
            corrected = true;
        }
        return corrected;
    }

    private ValueTask ApplyAsync(in KeyCharge charge, CancellationToken ct) =>
        charge.Policy is { } policy && !_applied.Contains(charge.Key, policy.Terms) ? ConfigureAsync(charge, ct) : ValueTask.CompletedTask;

    private async ValueTask ConfigureAsync(KeyCharge charge, CancellationToken ct)
    {
        var terms = charge.Policy?.Terms ?? charge.Lazily!;
        await limiter.LimitAsync(charge.Key, terms.Rate, terms.Per, terms.Algorithm, onlyIfMissing: charge.Policy is null, ct).ConfigureAwait(false);
        if (charge.Policy is not null)
            _applied.Add(charge.Key, terms);
    }

    private static bool HasTerms(in KeyCharge charge) => (charge.Policy?.Terms ?? charge.Lazily) is not null;

    private static bool IsOff(in KeyCharge charge, CheckResult result) =>
        charge.Policy is { Terms: var terms } && (terms.Rate != result.Limit || terms.Algorithm != result.Algorithm);

    /// <summary>The charges with those of a key summed up.</summary>
    internal static IReadOnlyList<KeyCharge> EachKeyOnce(IReadOnlyList<KeyCharge> charges)
    {
        if (!NamesAKeyTwice(charges))
            return charges;
        var once = new List<KeyCharge>(charges.Count);
        foreach (var charge in charges)
        {
            var at = once.FindIndex(one => one.Key == charge.Key);
            if (at < 0)
                once.Add(charge);
            else
                once[at] = Sum(once[at], charge);
        }
        return once;
    }

    private static KeyCharge Sum(in KeyCharge before, in KeyCharge charge)
    {
        LimitRules.RequireCost(before.Cost);
        LimitRules.RequireCost(charge.Cost);
        return new KeyCharge(charge.Key, (long)Int128.Min((Int128)before.Cost + charge.Cost, long.MaxValue))
        {
            Name = charge.Name ?? charge.Policy?.Name ?? before.Name,
            Lazily = charge.Lazily ?? before.Lazily,
            Policy = charge.Policy ?? before.Policy,
        };
    }

    private static bool NamesAKeyTwice(IReadOnlyList<KeyCharge> charges)
    {
        for (var i = 1; i < charges.Count; i++)
            for (var j = 0; j < i; j++)
                if (charges[i].Key == charges[j].Key)
                    return true;
        return false;
    }

    private static int Tightest(IReadOnlyList<CheckResult> results)
    {
        var tightest = 0;
        for (var i = 1; i < results.Count; i++)
            if (results[i].Remaining < results[tightest].Remaining)
                tightest = i;
        return tightest;
    }
}
