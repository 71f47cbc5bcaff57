using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <content>What the coordinator of check_alls tells a key.</content>
internal sealed partial class LimitActor
{
    private void Follow(KeyCommands commands)
    {
        var done = 0;
        _answers.Begin();
        try
        {
            for (; done < commands.Commands.Count; done++)
                Handle(commands.Commands[done]);
        }
        finally
        {
            var (atOnce, onceRecorded) = _answers.End();
            if (atOnce is not null)
                Sender.Tell(atOnce);
            if (onceRecorded is not null)
                AnswerOnceRecorded(Sender, onceRecorded);
            // One threw, and the key stops: it and those behind it reach nobody. A part that throws would come back for ever: the next opening drives it again.
            foreach (var command in commands.Commands.Skip(done).Where((command, i) => i > 0 || command is not CommitPart))
                Context.System.DeadLetters.Tell(command, Sender);
        }
    }

    private void Probe(ProbeQuota probe, IActorRef sender)
    {
        var now = Now();
        var state = Seen(now);
        _answers.Tell(sender, Answers.Refusal(Key, probe.Cost, state) is { } cause
            ? Answers.Refused(probe, cause)
            : state.Decide(probe.Cost, now) == Verdict.Denied
                ? new QuotaRefused(probe.Attempt, probe.Index, Answers.Denied(Key, probe.Cost, state, now, _holds.Total, Limiter.Clock))
                : new QuotaReserved(probe.Attempt, probe.Index, Foreseen(probe.Cost, now)));
    }

    // The decision is durable already: the part is charged whatever is left, starts no write unless it fills a line, and is confirmed once it is durable here.
    private void Commit(CommitPart commit, IActorRef sender)
    {
        _holds.Release(commit.Attempt);
        var at = Math.Max(commit.Part.DecidedAt, State.LastAt);
        var isNew = (State.Config ?? _template.Current?.Config) is not null && !State.Transactions.Contains(commit.Part.Transaction);
        if (isNew)
        {
            Adopt(at);
            Gather(LimitEntry.AllowAll(at, commit.Cost, commit.Part));
        }
        var committed = new PartCommitted(commit.Part.Transaction, commit.Index);
        if (!_answers.TryAddOnceRecorded(committed))
            AnswerOnceRecorded(sender, committed);
        if (isNew)
            WriteLater();
        ResumeWaiting();
    }

    private void RecordDenial(RecordDenial denial)
    {
        var now = Now();
        if (Seen(now).Config is not null)
            CountDenial(denial.Cost, now);
    }

    protected override void PostStop()
    {
        // First: who is woken in its place, once the partition knows, may be asked by the same attempt.
        foreach (var attempt in _holds.Attempts)
            _coordinator.Tell(new HoldLost(attempt, Key, WhyItStops));
        base.PostStop();
    }
}
