namespace Flint.Client.Contracts;

/// <summary>The body of every answer that is not 200.</summary>
/// <param name="Error">What was wrong, in one sentence.</param>
public sealed record ErrorReply(string Error);
