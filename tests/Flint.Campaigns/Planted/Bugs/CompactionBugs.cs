namespace Flint.Campaigns.Planted.Bugs;

/// <summary>Folding, and what goes on meanwhile.</summary>
internal static class CompactionBugs
{
    private const string Compaction = "Flint.Actors.Journal/Log/Compaction.cs";
    private const string Compactor = "Flint.Actors.Journal/Log/Compactor.cs";
    private const string IndexEntry = "Flint.Actors.Journal/Log/IndexEntry.cs";
    private const string Journal = "crash --seed 1 --workload compaction --states 3000";
    private const string Batch = "crash --seed 1 --workload compaction-batch --states 6000";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("deleted-before-rename", "generations are deleted before the snapshot that covers them has its name", Journal,
            new SourceEdit(Compactor, "var size = Write(compaction, following, newest);", "var size = Write(compaction, following, newest);\nDrop(_covered + 1, covered);")),
        new("live-generation-deleted", "opening deletes one generation more than the snapshot covers", Journal,
            new SourceEdit("Flint.Actors.Journal/Log/LogOpening.cs", "generation <= _survey.Snapshot?.Header.Covered", "generation <= _survey.Snapshot?.Header.Covered + 1")),
        new("snapshot-claims-too-much", "a snapshot names a generation that is not folded into it", Journal,
            new SourceEdit(Compaction, "new SnapshotHeader(covered, following", "new SnapshotHeader(covered + 1, following")),
        new("highest-number-lost", "the highest number of deleted events is lost when they are folded away: it comes again", Journal,
            new SourceEdit(Compaction, "if (view.Slots.Highest > told)", "if (view.Slots.Highest < 0)")),
        new("deletion-undone", "what was deleted while it was folded is there again", Batch,
            new SourceEdit(IndexEntry, "folded?.EventsAbove(_floor)", "folded?.EventsAbove(0)")),
        new("deletion-younger-than-snapshot", "a snapshot counts that lacks what was deleted meanwhile, before the deletion is durable", Batch,
            new SourceEdit(Compactor, "_commit.WhenSyncedAsync(_index.LastRemoval).WaitAsync(_stop.Token).GetAwaiter().GetResult();", "")),
        new("new-lines-dropped", "lines that are written while others are folded are dropped from the index", Journal,
            new SourceEdit(IndexEntry, "_events = EventList.Of([.. folded?.EventsAbove(_floor) ?? [], .. kept]);", "_events = EventList.Of([.. folded?.EventsAbove(_floor) ?? []]);")),
        new("history-folded-away", "a fold keeps nothing of the past", Journal,
            new SourceEdit(Compaction, "if (folded.History is { } history)", "if (folded.History is { SequenceNr: < 0 } history)")),
    ];
}
