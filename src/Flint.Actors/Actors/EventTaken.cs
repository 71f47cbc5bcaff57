namespace Flint.Actors;

/// <summary>In the turn in which the journal says so: what was handed over is in the log, and the next event may follow.</summary>
internal sealed class EventTaken
{
    public static EventTaken Instance { get; } = new();
}
