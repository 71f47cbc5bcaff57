using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>A check or check_all that somebody watches, from its call to its answer.</summary>
internal sealed class WatchedCheck(CheckWatch watch, ILimiterRequest request, long start)
{
    /// <summary>What was asked for.</summary>
    public KeyValuePair<string, object?> Operation { get; } = new("flint.operation", request is Check ? "check" : "check_all");

    /// <summary>The name of a decision.</summary>
    public static string Decision(bool isAllowed) => isAllowed ? "allowed" : "denied";

    /// <summary>It was answered with a result or a failure.</summary>
    public void End(object? answer)
    {
        switch (answer)
        {
            case CheckResult result:
                watch.Count(result);
                End(result.Allowed);
                break;
            case CheckAllResult all:
                Count(all);
                End(all.Allowed);
                break;
            case Status.Failure failure:
                Fail(failure.Cause);
                break;
        }
    }

    /// <summary>It has no answer.</summary>
    public void Fail(Exception cause) => watch.Time(start, Operation, new("error.type", cause.GetType().FullName));

    private void End(bool isAllowed) => watch.Time(start, Operation, new("flint.decision", Decision(isAllowed)));

    // Of one that is refused the keys before the one that did are as they would have been: they have decided nothing.
    private void Count(CheckAllResult all)
    {
        if (!all.Allowed)
            watch.Count(all.Results[^1]);
        else
            foreach (var result in all.Results)
                watch.Count(result);
    }
}
