using Flint.State;

namespace Flint.Messages;

// The conversation of a check_all: the coordinator's attempt reserves at each key, decides, and tells the keys.

/// <summary>What the coordinator has to tell a key at once, in this order. What answers them comes together, too: as <see cref="KeyAnswers"/>.</summary>
public sealed record KeyCommands(string Key, IReadOnlyList<IKeyCommand> Commands) : IKeyCommand
{
    /// <inheritdoc/>
    public bool IsUse => Commands.Any(command => command.IsUse);

    /// <inheritdoc/>
    public bool IsCounted => Commands.Any(command => command.IsCounted);
}

/// <summary>What answers commands that came together, each by itself.</summary>
public sealed record KeyAnswers(IReadOnlyList<object> Answers);

/// <summary>
/// Hold this cost beside the key's state. Answered with <see cref="QuotaReserved"/>, <see cref="QuotaRefused"/> or <see cref="ReservationFailed"/>; where it may not wait for what others hold, with
/// <see cref="QuotaBusy"/> instead.
/// </summary>
public sealed record ReserveQuota(long Attempt, int Index, string Key, long Cost, bool MayWait = true) : IKeyCommand, IKeyCharge
{
    /// <summary>Whether the attempt has asked the key before.</summary>
    public bool IsRepeated { get; init; }

    /// <inheritdoc/>
    public bool IsUse => !IsRepeated;
}

/// <summary>Say what a check would say, without waiting and without charge; answered as a reservation. Asked of a key that the attempt has asked before.</summary>
public sealed record ProbeQuota(long Attempt, int Index, string Key, long Cost) : IKeyCommand;

/// <summary>What a key answers an attempt that asks for quota.</summary>
public interface IReservationAnswer
{
    /// <summary>The attempt.</summary>
    long Attempt { get; }

    /// <summary>The place of the key in the request.</summary>
    int Index { get; }

    /// <summary>What a check would have been answered; null if the key cannot take part.</summary>
    CheckResult? Result { get; }

    /// <summary>Why it cannot; null if it can.</summary>
    FlintException? Cause { get; }
}

/// <summary>The cost is held, or would be granted; with the result as it will be once charged.</summary>
public sealed record QuotaReserved(long Attempt, int Index, CheckResult Result) : IReservationAnswer
{
    /// <inheritdoc/>
    public FlintException? Cause => null;
}

/// <summary>It hangs on what others hold, or others wait for that; nothing is held. With the result as a probe is given it.</summary>
public sealed record QuotaBusy(long Attempt, int Index, CheckResult Result) : IReservationAnswer
{
    /// <inheritdoc/>
    public FlintException? Cause => null;
}

/// <summary>There is no room; with the denial as it is reported.</summary>
public sealed record QuotaRefused(long Attempt, int Index, CheckResult Result) : IReservationAnswer
{
    /// <inheritdoc/>
    public FlintException? Cause => null;
}

/// <summary>The key cannot take part: it has no limit, or the cost is above its rate, or it went down.</summary>
public sealed record ReservationFailed(long Attempt, int Index, FlintException Cause) : IReservationAnswer
{
    /// <inheritdoc/>
    public CheckResult? Result => null;
}

/// <summary>The key went down with what it held for the attempt: others may be granted it, so the attempt must not be decided.</summary>
public sealed record HoldLost(long Attempt, string Key, FlintException Cause);

/// <summary>The attempt is off: let go of what it holds.</summary>
public sealed record ReleaseHold(long Attempt, string Key) : IKeyCommand;

/// <summary>The attempt was denied by this key: count it here, and nowhere else.</summary>
public sealed record RecordDenial(string Key, long Cost) : IKeyCommand
{
    /// <inheritdoc/>
    public bool IsCounted => true;
}

/// <summary>The transaction is decided and durable: charge its part, whatever is left, and let go of the hold. Answered with <see cref="PartCommitted"/> once durable.</summary>
/// <param name="Attempt">The attempt whose hold this resolves; 0 when a decision is driven again.</param>
/// <param name="Index">The place of the key in the request.</param>
/// <param name="Key">The key.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Part">What the key's log keeps of it.</param>
public sealed record CommitPart(long Attempt, int Index, string Key, long Cost, CheckAllPart Part) : IKeyCommand
{
    /// <inheritdoc/>
    public bool IsCounted => true;
}

/// <summary>The part is durable, or the key has no limit any more.</summary>
public sealed record PartCommitted(long Transaction, int Index);

/// <summary>The key went down before the part was durable: tell it again.</summary>
public sealed record PartLost(long Transaction, int Index);
