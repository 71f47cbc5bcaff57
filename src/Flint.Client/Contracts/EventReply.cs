using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>One event of a key's history; <c>type</c> says which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AllowReply), "ALLOW")]
[JsonDerivedType(typeof(DenyReply), "DENY")]
[JsonDerivedType(typeof(AllowAllReply), "ALLOW_ALL")]
[JsonDerivedType(typeof(ResetReply), "RESET")]
[JsonDerivedType(typeof(ConfiguredReply), "LIMIT_CONFIGURED")]
public abstract record EventReply
{
    /// <summary>The answer that says what <paramref name="past"/> says.</summary>
    public static EventReply From(LimitEvent past) => past switch
    {
        CostGranted granted => new AllowReply(granted.Key, granted.At, granted.Cost),
        CostsDenied { Count: 1 } denied => new DenyReply(denied.Key, denied.At, denied.Cost),
        CostsDenied denied => new DenyReply(denied.Key, denied.At, denied.Cost, denied.Count, denied.LastAt),
        CheckAllGranted granted => new AllowAllReply([.. granted.Items.Select(item => new ItemReply(item.Key, item.Cost))], granted.At),
        QuotaReset reset => new ResetReply(reset.Key, reset.At),
        LimitConfigured limit => new ConfiguredReply(new ConfigReply(limit.Key, limit.Rate, Rounding.UpToMillisecond(limit.Per), limit.Algorithm.Name())),
        _ => throw new ArgumentException($"{past} is of no kind that the HTTP API knows", nameof(past)),
    };

    /// <summary>What the answer says of the key whose history it stands in, to the precision of the wire.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public abstract LimitEvent ToEvent(string key);
}

/// <summary>A check was granted.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When, cut to the microsecond.</param>
/// <param name="Cost">What was charged.</param>
public sealed record AllowReply(string Key, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At, long Cost) : EventReply
{
    /// <inheritdoc/>
    public override LimitEvent ToEvent(string key) => new CostGranted(Key, At, Cost);
}

/// <summary>A check was denied, or several in a row.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When the first was, cut to the microsecond.</param>
/// <param name="Cost">What was asked for; of several the sum.</param>
/// <param name="Count">How many they are; not written of a single one.</param>
/// <param name="LastAt">When the last was, likewise.</param>
public sealed record DenyReply(
    string Key,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At,
    long Cost,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Count = null,
    [property: JsonConverter(typeof(Rfc3339Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastAt = null) : EventReply
{
    /// <inheritdoc/>
    public override LimitEvent ToEvent(string key) => new CostsDenied(Key, At, LastAt ?? At, Count ?? 1, Cost);
}

/// <summary>A check_all was granted.</summary>
/// <param name="Items">Every key of it and its cost, in the order of the request.</param>
/// <param name="At">When the key whose history this is was charged, cut to the microsecond.</param>
public sealed record AllowAllReply(IReadOnlyList<ItemReply> Items, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At) : EventReply
{
    /// <inheritdoc/>
    public override LimitEvent ToEvent(string key) =>
        new CheckAllGranted(key, At, Items.FirstOrDefault(item => item.Key == key)?.Cost ?? 0, [.. Items.Select(item => new CheckItem(item.Key, item.Cost))]);
}

/// <summary>One key of a check_all.</summary>
/// <param name="Key">The key.</param>
/// <param name="Cost">What it was charged.</param>
public sealed record ItemReply(string Key, long Cost);

/// <summary>The quota was given back by hand.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When, cut to the microsecond.</param>
public sealed record ResetReply(string Key, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At) : EventReply
{
    /// <inheritdoc/>
    public override LimitEvent ToEvent(string key) => new QuotaReset(Key, At);
}

/// <summary>The key was configured or reconfigured.</summary>
/// <param name="Config">How.</param>
public sealed record ConfiguredReply(ConfigReply Config) : EventReply
{
    /// <inheritdoc/>
    public override LimitEvent ToEvent(string key) =>
        new LimitConfigured(Config.Key, null, Config.Rate, TimeSpan.FromMilliseconds(Config.PerMillis), AlgorithmNames.Parse(Config.Algorithm));
}

/// <summary>A limit as it was configured.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">How much may be spent in a period.</param>
/// <param name="PerMillis">The period in milliseconds.</param>
/// <param name="Algorithm">The name of the algorithm.</param>
public sealed record ConfigReply(string Key, long Rate, long PerMillis, string Algorithm);
