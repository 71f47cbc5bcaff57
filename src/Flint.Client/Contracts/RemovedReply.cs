namespace Flint.Client.Contracts;

/// <summary>The answer to <c>DELETE</c> of limits and templates.</summary>
/// <param name="Ok">True: what was to be removed is not there any more.</param>
/// <param name="Removed">How many there were.</param>
public sealed record RemovedReply(bool Ok, long Removed);
