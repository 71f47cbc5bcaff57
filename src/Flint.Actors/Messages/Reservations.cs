using Flint.State;

namespace Flint.Messages;

// The conversation of a check_all: the coordinator's attempt reserves at each key, decides, and tells the keys.

/// <summary>Hold this cost beside the key's state. Answered with <see cref="QuotaReserved"/>, <see cref="QuotaRefused"/> or <see cref="ReservationFailed"/>.</summary>
public sealed record ReserveQuota(long Attempt, int Index, string Key, long Cost) : IKeyCommand;

/// <summary>Say what a check would say, without waiting and without charge; answered as a reservation.</summary>
public sealed record ProbeQuota(long Attempt, int Index, string Key, long Cost) : IKeyCommand;

/// <summary>The cost is held, or would be granted; with the result as it will be once charged.</summary>
public sealed record QuotaReserved(long Attempt, int Index, CheckResult Result);

/// <summary>There is no room; with the denial as it is reported.</summary>
public sealed record QuotaRefused(long Attempt, int Index, CheckResult Result);

/// <summary>The key cannot take part: it has no limit, or the cost is above its rate, or it went down.</summary>
public sealed record ReservationFailed(long Attempt, int Index, FlintException Cause);

/// <summary>The key went down with what it held for the attempt: others may be granted it, so the attempt must not be decided.</summary>
public sealed record HoldLost(long Attempt, FlintException Cause);

/// <summary>The attempt is off: let go of what it holds.</summary>
public sealed record ReleaseHold(long Attempt, string Key) : IKeyCommand;

/// <summary>The attempt was denied by this key: count it here, and nowhere else.</summary>
public sealed record RecordDenial(string Key, long Cost) : IKeyCommand;

/// <summary>The transaction is decided and durable: charge its part, whatever is left, and let go of the hold. Answered with <see cref="PartCommitted"/> once durable.</summary>
/// <param name="Attempt">The attempt whose hold this resolves; 0 when a decision is driven again.</param>
/// <param name="Index">The place of the key in the request.</param>
/// <param name="Key">The key.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Part">What the key's log keeps of it.</param>
public sealed record CommitPart(long Attempt, int Index, string Key, long Cost, CheckAllPart Part) : IKeyCommand;

/// <summary>The part is durable, or the key has no limit any more.</summary>
public sealed record PartCommitted(long Transaction, int Index);

/// <summary>The key went down before the part was durable: tell it again.</summary>
public sealed record PartLost(long Transaction, int Index);
