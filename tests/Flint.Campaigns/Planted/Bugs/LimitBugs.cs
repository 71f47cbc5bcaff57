namespace Flint.Campaigns.Planted.Bugs;

/// <summary>Limits and their actors.</summary>
internal static class LimitBugs
{
    private const string LimitActor = "Flint.Actors/Actors/LimitActor.cs";
    private const string LimitKeeper = "Flint.Actors/Actors/LimitKeeper.cs";
    private const string Asleep = "Flint.Actors/Actors/SleepingChanges.cs";
    private const string Coordinator = "Flint.Actors/Actors/CheckAllCoordinator.cs";
    private const string Limiter = "crash --seed 1 --workload limiter --states 1500";
    private const string Clock = "clock --seed 1 --states 60";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("grant-before-event", "a grant is answered when it is decided, not when it is written", Limiter,
            new SourceEdit(LimitActor, "WriteSoon(sender, Answers.Granted(Key, cost, State, now, _holds.Total, Limiter.Clock));",
                "WriteSoon();\nsender.Tell(Answers.Granted(Key, cost, State, now, _holds.Total, Limiter.Clock), ActorRefs.NoSender);")),
        new("asleep-before-event", "what changes a key in its sleep is answered when it is decided, not when it is written", Limiter,
            new SourceEdit(Asleep, "_keys.Add(key);", "_keys.Add(key);\nasker.Tell(reply, ActorRefs.NoSender);"),
            new SourceEdit(Asleep, "change.Asker.Tell(failure is null ? change.Reply : Answers.Failure(Answers.NotWritten($\"the limit {change.Key}\", failure)), ActorRefs.NoSender);", "_ = failure;")),
        new("check-all-in-parts", "a check_all's decision is no event of its own: each of its keys writes its part", Limiter,
            new SourceEdit(Coordinator, "_gathering.Add((attempt, decision));", "Drive(decision, attempt.Number);\nattempt.Asker.Tell(attempt.Granted(), ActorRefs.NoSender);")),
        new("check-all-not-driven", "a decided check_all is not driven again after a crash", Limiter,
            new SourceEdit(Coordinator, "foreach (var decision in _state.Open)\nDrive(decision, attempt: 0);", "")),
        new("check-all-charged-twice", "a check_all that is driven again is charged again", Limiter,
            new SourceEdit("Flint.Actors/Actors/LimitActor.CheckAlls.cs", "is not null && !State.Transactions.Contains(commit.Part.Transaction);", "is not null;"),
            new SourceEdit("Flint.Actors/State/LimitState.cs", "if (Config is null || Transactions.Contains(part.Transaction))", "if (Config is null)")),
        new("snapshot-ahead-of-its-number", "a key's snapshot holds what is decided but not written", "crash --seed 1 --workload limiter --states 4000",
            new SourceEdit(LimitKeeper, "SaveSnapshot(due);", "SaveSnapshot(new LimitSnapshot(_state));")),
        new("reset-not-replayed", "a fold passes over resets", "crash --seed 2 --workload configure --states 1500",
            new SourceEdit(
                "Flint.Actors/Hosting/LineFold.cs", "else\n_state.Add(entry);", "else if (entry.Kind != EntryKind.Reset) _state.Add(entry);")),
        new("clock-goes-back", "the clock of a limiter starts at the wall clock, whatever its log has seen", Clock,
            new SourceEdit("Flint.Actors/Actors/LimiterClock.cs", "_base = Math.Max(wall, newestInLog);", "_base = wall;")),
        new("wall-clock", "a limiter's clock follows the steps of the wall clock", Clock,
            new SourceEdit("Flint.Actors/Actors/LimiterClock.cs", "_base + _time.GetElapsedTime(_started).Ticks;", "_ahead + _time.GetUtcNow().UtcTicks;")),
        new("import-counts-twice", "a check_all in the log of an older program is counted twice", "crash --seed 1 --workload import --states 2000",
            new SourceEdit("Flint.Actors/Import/ImportedKeys.cs", "foreach (var (key, cost) in happened.Items)", "foreach (var (key, cost) in happened.Items.Concat(happened.Items))")),
    ];
}
