using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>What a key answers the coordinator: by itself; or together, what answers commands that came together.</summary>
internal sealed class CoordinatorAnswers
{
    private List<object>? _atOnce;
    private List<object>? _onceRecorded;
    private bool _areTogether;

    /// <summary>What is answered from now on answers commands that came together.</summary>
    public void Begin() => _areTogether = true;

    /// <summary>All of them are answered: what was gathered, to be told at once and once it is recorded; null where that is nothing.</summary>
    public (KeyAnswers? AtOnce, KeyAnswers? OnceRecorded) End()
    {
        var gathered = (Together(_atOnce), Together(_onceRecorded));
        (_atOnce, _onceRecorded, _areTogether) = (null, null, false);
        return gathered;
    }

    /// <summary>Tells the answer now, or with the others.</summary>
    public void Tell(IActorRef coordinator, object answer)
    {
        if (_areTogether)
            (_atOnce ??= []).Add(answer);
        else
            coordinator.Tell(answer, ActorRefs.NoSender);
    }

    /// <summary>Whether the answer, which is to be told once all so far is recorded, goes with the others.</summary>
    public bool TryAddOnceRecorded(object answer)
    {
        if (_areTogether)
            (_onceRecorded ??= []).Add(answer);
        return _areTogether;
    }

    private static KeyAnswers? Together(List<object>? answers) => answers is null ? null : new KeyAnswers(answers);
}
