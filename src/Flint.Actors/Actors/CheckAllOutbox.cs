using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// What the coordinator has to say: gathered while it works through what has come, so that check_alls that are under way at the same time share a message to each key.
/// Who asked is answered behind what the keys are told.
/// </summary>
/// <param name="routes">To the partitions.</param>
/// <param name="coordinator">Is told <see cref="CaughtUp"/> once it has worked through what had come.</param>
internal sealed class CheckAllOutbox(LimitRoutes routes, IActorRef coordinator)
{
    private readonly Dictionary<string, List<IKeyCommand>> _commands = new(StringComparer.Ordinal);
    private readonly List<(IActorRef Asker, object Answer)> _answers = [];

    /// <summary>Whether something waits until the coordinator has caught up.</summary>
    public bool IsDue { get; private set; }

    /// <summary>To be told to its key.</summary>
    public void Add(IKeyCommand command)
    {
        if (!_commands.TryGetValue(command.Key, out var commands))
            _commands.Add(command.Key, commands = new List<IKeyCommand>(1));
        commands.Add(command);
        BeDue();
    }

    /// <summary>To be answered behind that.</summary>
    public void Add(IActorRef asker, object answer)
    {
        _answers.Add((asker, answer));
        BeDue();
    }

    /// <summary>The coordinator is told when it has caught up.</summary>
    public void BeDue()
    {
        if (IsDue)
            return;
        IsDue = true;
        coordinator.Tell(CaughtUp.Instance, ActorRefs.NoSender);
    }

    /// <summary>Sends all of it.</summary>
    public void Send()
    {
        IsDue = false;
        foreach (var (key, commands) in _commands)
            routes.For(key, ActorRefs.Nobody).Tell(commands is [var only] ? only : new KeyCommands(key, commands), coordinator);
        _commands.Clear();
        foreach (var (asker, answer) in _answers)
            asker.Tell(answer, ActorRefs.NoSender);
        _answers.Clear();
    }
}
