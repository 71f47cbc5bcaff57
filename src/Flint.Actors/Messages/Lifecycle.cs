namespace Flint.Messages;

/// <summary>The coordinator has told the keys every decision that may be open: users may come in.</summary>
public sealed record OpenForUsers
{
    /// <summary>The only one.</summary>
    public static OpenForUsers Instance { get; } = new();
}

/// <summary>A key has answered what its log does not hold yet and nothing is about to write it.</summary>
public sealed record KeyNeedsRecording(string Key);

/// <summary>The key may sleep. Answered with a <c>KeyIsQuiet</c> of that number once it holds nothing, lets nobody wait and has recorded everything.</summary>
public sealed record FallAsleep(long Number);

/// <summary>The tick by which keys that are idle for <c>passivate.after</c> are found.</summary>
public sealed record SleepTick
{
    /// <summary>The only one.</summary>
    public static SleepTick Instance { get; } = new();
}

/// <summary>Write what was answered and stands in no log yet.</summary>
/// <param name="WithAnswer">Whether to answer with <see cref="Recorded"/> once everything answered so far is written.</param>
public sealed record RecordNow(bool WithAnswer)
{
    /// <summary>With an answer.</summary>
    public static RecordNow Answered { get; } = new(WithAnswer: true);

    /// <summary>Without.</summary>
    public static RecordNow Quietly { get; } = new(WithAnswer: false);
}

/// <summary>Write what this key has answered and what stands in no log yet. Answered with <see cref="Recorded"/>, at once where the key sleeps, or <c>Status.Failure</c>.</summary>
public sealed record RecordKey(string Key) : IKeyRequest;

/// <summary>Everything answered before <see cref="RecordNow"/> or <see cref="RecordKey"/> is as safe as the mode promises.</summary>
public sealed record Recorded
{
    /// <summary>The only one.</summary>
    public static Recorded Instance { get; } = new();
}

/// <summary>The tick of <c>record-within</c>.</summary>
public sealed record RecordTick
{
    /// <summary>The only one.</summary>
    public static RecordTick Instance { get; } = new();
}

/// <summary>Record everything that was answered, at every key. Answered with <c>Done</c> or <c>Status.Failure</c>.</summary>
public sealed record RecordEverything : ILimiterRequest
{
    /// <summary>The only one.</summary>
    public static RecordEverything Instance { get; } = new();
}

/// <summary>
/// Write what keys have answered that no list could tell of yet, since the storage holds nothing of them; and what is on its way to keys from the coordinator.
/// Answered with <see cref="Recorded"/> or <c>Status.Failure</c>.
/// </summary>
public sealed record RecordNewKeys : ILimiterRequest
{
    /// <summary>The only one.</summary>
    public static RecordNewKeys Instance { get; } = new();
}

/// <summary>Users are refused from now on; what was accepted is finished. Answered with <see cref="Closed"/>.</summary>
public sealed record Close
{
    /// <summary>The only one.</summary>
    public static Close Instance { get; } = new();
}

/// <summary>Nothing undecided is left.</summary>
public sealed record Closed
{
    /// <summary>The only one.</summary>
    public static Closed Instance { get; } = new();
}

/// <summary>Finish what was accepted, record it, and stop: whoever sends it watches for that.</summary>
public sealed record StopLimits
{
    /// <summary>The only one.</summary>
    public static StopLimits Instance { get; } = new();
}

/// <summary>Nothing can be written any more: everything is answered with the cause from now on.</summary>
public sealed record StorageFailed(StorageFailedException Cause);

/// <summary>Tell the keys whose actors are awake. Answered with <see cref="AwakeKeys"/>.</summary>
public sealed record GetAwakeKeys : ILimiterRequest
{
    /// <summary>The only one.</summary>
    public static GetAwakeKeys Instance { get; } = new();
}

/// <summary>The keys whose actors are awake, in no order.</summary>
public sealed record AwakeKeys(IReadOnlyList<string> Keys);

/// <summary>Tell which of these keys have actors that are awake, and how those stand. Answered with <see cref="AwakeStatuses"/> or <c>Status.Failure</c>.</summary>
/// <param name="Among">Keys of one partition.</param>
public sealed record GetAwakeStatuses(IReadOnlyList<string> Among) : ILimiterRequest;

/// <summary>How keys stand whose actors are awake.</summary>
/// <param name="Statuses">By key; null where an awake key has no limit.</param>
public sealed record AwakeStatuses(IReadOnlyDictionary<string, LimitStatus?> Statuses)
{
    /// <summary>None is awake.</summary>
    public static AwakeStatuses None { get; } = new(new Dictionary<string, LimitStatus?>());
}

/// <summary>The templates that hold are published: keys may be asked.</summary>
public sealed record TemplatesKnown
{
    /// <summary>The only one.</summary>
    public static TemplatesKnown Instance { get; } = new();
}

/// <summary>Forget the key, if nothing but totals would be lost with it: it has its limit from a template, was idle for long enough, and its quota is full.</summary>
public sealed record ForgetKey(string Key) : IKeyMessage;

/// <summary>The tick by which keys are looked for that may be forgotten.</summary>
public sealed record ForgetTick
{
    /// <summary>The only one.</summary>
    public static ForgetTick Instance { get; } = new();
}

/// <summary>No key takes the template any more.</summary>
/// <param name="WasThere">False: there was none.</param>
public sealed record TemplateRemoval(bool WasThere);
