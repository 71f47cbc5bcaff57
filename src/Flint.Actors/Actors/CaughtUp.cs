namespace Flint.Actors;

/// <summary>Told to itself by whoever gathers while it works through its mailbox: what stood there by then is done.</summary>
internal sealed class CaughtUp
{
    public static CaughtUp Instance { get; } = new();
}
