using Flint.AspNetCore.Headers;
using Flint.AspNetCore.Policies;
using Flint.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flint.AspNetCore.Middleware;

/// <summary>Charges each request to its keys before it goes on, and refuses the ones that a key has no room for.</summary>
internal sealed class FlintMiddleware(
    RequestDelegate next, MiddlewareSettings settings, ILimiter limiter, FlintPolicies? policies, TimeProvider time, ILogger<FlintMiddleware> logger)
{
    private readonly LimitGate _gate = new(limiter, time);
    private readonly MiddlewareLog _log = new(logger);

    public Task InvokeAsync(HttpContext context)
    {
        // An error page is another run through the pipeline for the same request: it is not charged again, and not at all if the request's own path is exempt.
        var isAgain = context.Items.TryGetValue(this, out var wasExempt);
        var isExempt = wasExempt is true || settings.IsExempt(context.Request.Path);
        context.Items[this] = isExempt;
        if (isExempt)
            return next(context);
        var charges = RequestCharges.Of(context, settings, policies, isAgain, _log);
        return charges.Enforced.Count + charges.Shadowed.Count == 0 ? next(context) : LimitAsync(context, charges);
    }

    private async Task LimitAsync(HttpContext context, RequestCharges charges)
    {
        if (await PassesAsync(context, charges))
            await next(context);
    }

    private async ValueTask<bool> PassesAsync(HttpContext context, RequestCharges charges)
    {
        // All that is asked for one request has the timeout together.
        using var patience = new CancellationTokenSource(settings.Timeout, time);
        await using var _ = context.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), patience);
        if (charges.Enforced.Count > 0)
        {
            var result = await AskAsync(charges.Enforced, patience.Token, context.RequestAborted);
            if (result is null && settings.OnUnavailable == OnUnavailable.Deny)
            {
                await Refusals.UnavailableAsync(context);
                return false;
            }
            if (result is { } told)
                LimitHeaders.Tell(context.Response, settings.Headers, told, time);
            if (result is { Allowed: false } denied)
            {
                _log.Denied(denied, context);
                await Refusals.ExceededAsync(context, denied.Told);
                return false;
            }
        }
        foreach (var shadowed in charges.Shadowed)
            await ShadowAsync(context, shadowed, patience.Token);
        return true;
    }

    // Whoever only tries a limit out loses no request to a mistake in it.
    private async ValueTask ShadowAsync(HttpContext context, KeyCharge charge, CancellationToken patience)
    {
        try
        {
            if (await AskAsync([charge], patience, context.RequestAborted) is { Allowed: false } denied)
                _log.WouldBeDenied(denied, context);
        }
        catch (Exception e) when (e is InvalidInputException or InvalidOperationException)
        {
            _log.WouldFail(e, context);
        }
    }

    // Null: there was no answer.
    private async ValueTask<ChargeResult?> AskAsync(IReadOnlyList<KeyCharge> charges, CancellationToken patience, CancellationToken aborted)
    {
        try
        {
            var result = await _gate.ChargeAsync(charges, patience);
            _log.Available();
            return result;
        }
        catch (LimitNotConfiguredException e)
        {
            throw new InvalidOperationException(
                $"{e.Message}: give UseFlint a Rate and a Per, or the policy a limit, or configure the key with LimitAsync or a template", e);
        }
        catch (Exception e) when (IsUnavailable(e, aborted))
        {
            _log.Unavailable(e, settings.OnUnavailable);
            return null;
        }
    }

    // What the app asks wrongly is its mistake, and a caller who has gone is nobody's.
    private static bool IsUnavailable(Exception e, CancellationToken aborted) => e switch
    {
        InvalidInputException => false,
        OperationCanceledException => !aborted.IsCancellationRequested,
        _ => e is FlintException or ObjectDisposedException,
    };
}
