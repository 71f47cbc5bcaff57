namespace Flint;

/// <summary>More requests wait than the limiter takes; nothing was charged.</summary>
public sealed class LimiterOverloadedException(string message) : FlintException(message);

/// <summary>The request was not decided: nothing was charged, it is safe to repeat.</summary>
public sealed class RequestNotDecidedException(string message, Exception? inner = null) : FlintException(message, inner);

/// <summary>The request may have been charged: repeating it may charge twice.</summary>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : FlintException(message, inner);
