using Akka.Actor;
using Akka.Event;

namespace Flint.Actors;

/// <summary>A key's actor has stopped, whoever wished it: its last word to its partition, cheaper than to watch each. Nobody misses it where the partition stops, too.</summary>
internal sealed record KeyStopped(string Key, IActorRef Actor) : IDeadLetterSuppression;
