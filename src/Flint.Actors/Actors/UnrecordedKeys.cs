using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>The keys of a partition that have answered what nothing is about to write: the partition is told a <see cref="RecordTick"/> within <c>record-within</c> of the first.</summary>
internal sealed class UnrecordedKeys(LimiterContext context, IActorRef partition)
{
    private readonly List<string> _keys = [];
    private readonly ITimer _timer =
        context.Time.CreateTimer(_ => partition.Tell(RecordTick.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Another one.</summary>
    public void Add(string key)
    {
        if (_keys.Count == 0)
            _timer.Change(context.Settings.RecordWithin, Timeout.InfiniteTimeSpan);
        _keys.Add(key);
    }

    /// <summary>The tick has come: those that are awake are reminded.</summary>
    public void Remind(Residents residents)
    {
        foreach (var key in _keys)
            residents.Find(key)?.Actor.Tell(RecordNow.Quietly, ActorRefs.NoSender);
        _keys.Clear();
    }

    /// <summary>No tick comes any more.</summary>
    public void Stop() => _timer.Dispose();
}
