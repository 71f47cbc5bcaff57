namespace Flint.Actors;

/// <summary>To itself: what was handed over is in the log, and the next event may follow.</summary>
internal sealed class EventTaken
{
    public static EventTaken Instance { get; } = new();
}
