namespace Flint.Campaigns.Planted.Bugs;

/// <summary>The order in which contents and names become durable.</summary>
internal static class NameBugs
{
    private const string NewGeneration = "Flint.Actors.Journal/Log/NewGeneration.cs";
    private const string Compactor = "Flint.Actors.Journal/Log/Compactor.cs";
    private const string Rotation = "crash --seed 1 --workload rotation --states 1500";
    private const string Compaction = "crash --seed 1 --workload compaction --states 3000";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("content-not-synced", "a new generation is renamed before its content is synced", Rotation,
            new SourceEdit(NewGeneration, "file.Sync();", "")),
        new("new-name-not-synced", "the directory is not synced after a generation was made", Rotation,
            new SourceEdit(NewGeneration, "file.Sync();\ndirectory.Sync();", "file.Sync();")),
        new("first-rename-not-synced", "the directory is not synced between the two renames of a rotation", Rotation,
            new SourceEdit(NewGeneration, "LogFileNames.Closed(closed));\ndirectory.Sync();", "LogFileNames.Closed(closed));")),
        new("second-rename-not-synced", "the directory is not synced after the rename that makes a generation count", Rotation,
            new SourceEdit(NewGeneration, "LogFileNames.Log);\ndirectory.Sync();", "LogFileNames.Log);")),
        new("old-names-not-synced", "opening takes the names that it finds for durable", "disk-faults --seed 1",
            new SourceEdit("Flint.Actors.Journal/Log/LogOpening.cs", "_directory.Sync();\nif (!_survey.Files.HasLog)", "if (!_survey.Files.HasLog)")),
        new("snapshot-not-synced", "a snapshot is renamed before its content is synced", Compaction,
            new SourceEdit("Flint.Actors.Journal/Log/SnapshotWriter.cs", "_file.Sync();", "")),
        new("snapshot-rename-not-synced", "generations are deleted before the rename of the snapshot that covers them is durable", Compaction,
            new SourceEdit(Compactor, "_directory.Rename(LogFileNames.NextSnapshot, LogFileNames.Snapshot);\n_directory.Sync();", "_directory.Rename(LogFileNames.NextSnapshot, LogFileNames.Snapshot);")),
    ];
}
