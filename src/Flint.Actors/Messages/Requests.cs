using Flint.Messages;
using Flint.State;

namespace Flint;

/// <summary>Charge <paramref name="Cost"/> to the key if its limit has room. Answered with <see cref="CheckResult"/> or <c>Status.Failure</c>.</summary>
public sealed record Check(string Key, long Cost = 1) : IKeyRequest, IKeyCharge;

/// <summary>Say what a check would be answered now, and change nothing. Answered as the check would be.</summary>
public sealed record Peek(string Key, long Cost = 1) : IKeyRequest, IKeyCharge;

/// <summary>Charge every item or none. Answered with <see cref="CheckAllResult"/> or <c>Status.Failure</c>.</summary>
public sealed record CheckAll : ILimiterRequest
{
    /// <summary>A check_all of these items, as they are now: whoever sends it may use the list again.</summary>
    public CheckAll(IReadOnlyList<CheckItem> items) => Items = [.. items ?? []];

    /// <inheritdoc cref="CheckAll(IReadOnlyList{CheckItem})"/>
    public CheckAll(params CheckItem[] items)
        : this((IReadOnlyList<CheckItem>)items)
    {
    }

    /// <summary>The keys and costs, in the order of the request.</summary>
    public IReadOnlyList<CheckItem> Items { get; }
}

/// <summary>Give the key this limit. Answered with <c>Done</c> or <c>Status.Failure</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">1 to 10^12.</param>
/// <param name="Per">Whole milliseconds, 1 ms to 3,660 d.</param>
/// <param name="Algorithm">How to count.</param>
/// <param name="OnlyIfMissing">Leave a key that has a limit as it is.</param>
public sealed record ConfigureLimit(string Key, long Rate, TimeSpan Per, Algorithm Algorithm = Algorithm.TokenBucket, bool OnlyIfMissing = false) : IKeyRequest;

/// <summary>Tell the key's status. Answered with <see cref="LimitStatus"/>, or <c>Status.Failure</c> of a <see cref="LimitNotConfiguredException"/>.</summary>
public sealed record GetStatus(string Key) : IKeyRequest;

/// <summary>Give the key its full quota back. Answered with <c>Done</c> or <c>Status.Failure</c>.</summary>
public sealed record ResetLimit(string Key) : IKeyRequest;

/// <summary>Take the key's limit away, once no undecided check_all holds part of it. Answered with <c>Done</c> or <c>Status.Failure</c>.</summary>
public sealed record RemoveLimit(string Key) : IKeyRequest;

/// <summary>Give every key that matches the pattern and has no limit of its own this limit. Answered with <c>Done</c> or <c>Status.Failure</c>.</summary>
/// <param name="Pattern">The beginning of keys and a <c>*</c> behind it, or one key.</param>
/// <param name="Rate">1 to 10^12.</param>
/// <param name="Per">Whole milliseconds, 1 ms to 3,660 d.</param>
/// <param name="Algorithm">How to count.</param>
/// <param name="IdleTtl">For how long a key of it is idle, with its quota full, before it is forgotten; null: as <c>flint.conf</c> says.</param>
public sealed record ConfigureTemplate(string Pattern, long Rate, TimeSpan Per, Algorithm Algorithm = Algorithm.TokenBucket, TimeSpan? IdleTtl = null) : ITemplateRequest;

/// <summary>Take the template of exactly this pattern away. Answered with <see cref="TemplateRemoval"/> or <c>Status.Failure</c>.</summary>
public sealed record RemoveTemplate(string Pattern) : ITemplateRequest;

/// <summary>Tell the templates. Answered with <see cref="TemplatesSnapshot"/> or <c>Status.Failure</c>.</summary>
public sealed record GetTemplates : ITemplateRequest
{
    /// <summary>The only one.</summary>
    public static GetTemplates Instance { get; } = new();
}
