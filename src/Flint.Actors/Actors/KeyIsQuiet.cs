namespace Flint.Actors;

/// <summary>The key can be stopped without a loss, unless something has been sent to it since it was asked.</summary>
/// <param name="Key">The key.</param>
/// <param name="Number">Of the question.</param>
/// <param name="Arrived">How many messages had come to its mailbox.</param>
internal sealed record KeyIsQuiet(string Key, long Number, long Arrived);
