namespace Flint.Campaigns.Planted.Bugs;

/// <summary>How damage is told from what a crash has left.</summary>
internal static class DamageBugs
{
    private const string ChainScan = "Flint.Actors.Journal/Log/ChainScan.cs";
    private const string Flip = "flip --seed 1 --one-in 20";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("sum-not-checked", "a group's sum is not compared", Flip,
            new SourceEdit("Flint.Actors.Journal/Log/GroupScanner.cs", "if (!closing.Sums(group))", "if (closing.Bytes < 0)")),
        new("header-sum-not-checked", "a header's sum is not compared", Flip,
            new SourceEdit("Flint.Actors.Journal/Format/HeaderLine.cs", "if (!HasOwnSum(line) || !cursor", "if (!cursor"),
            new SourceEdit("Flint.Actors.Journal/Format/HeaderLine.cs", "&& line.SequenceEqual(again[..header.Write(again, kind)])", "")),
        new("chain-not-checked", "a group's number and what it continues are not compared", Flip,
            new SourceEdit(ChainScan, "closing.Number != End.Number + 1 ? $\"group {closing.Number} follows group {End.Number}\"\n: closing.Previous != End.Sum ?", "closing.Number < 0 ?")),
        new("sum-before-not-checked", "only a group's number is compared, not what it continues", Flip,
            new SourceEdit(ChainScan, ": closing.Previous != End.Sum ?", ": closing.Number < 0 ?")),
        new("snapshot-chain-not-checked", "the groups of a snapshot are taken in any order", Flip,
            new SourceEdit("Flint.Actors.Journal/Log/SnapshotFile.cs", "if (verdict != GroupVerdict.Group || closing.Number != end.Number + 1 || closing.Previous != end.Sum)", "if (verdict != GroupVerdict.Group)")),
        new("files-not-bound", "a file need not continue the one before it", Flip,
            new SourceEdit(ChainScan, "if (generation.Header.First != End.Number + 1 || generation.Header.Previous != End.Sum)", "if (generation.Header.First < 0)")),
        new("damage-taken-for-torn", "whatever is bad ends the log, synced or not", Flip,
            new SourceEdit(ChainScan, "if (reason is not null && (Synced > End.Number || TailJudge.KnowsSynced(file, generation.Header.Salt, scanner.Offset, End.Number + 1)))", "if (reason is not null && Synced < 0)"),
            new SourceEdit(ChainScan, "if (Synced > End.Number)\nthrow", "if (Synced < 0)\nthrow")),
        new("later-groups-not-asked", "what stands behind a bad group is not asked what it knew to be synced", Flip,
            new SourceEdit(ChainScan, "(Synced > End.Number || TailJudge.KnowsSynced(file, generation.Header.Salt, scanner.Offset, End.Number + 1))", "Synced > End.Number")),
        new("other-files-believed", "groups that were written to another file are asked what they knew to be synced", "crash --seed 1 --workload batch --states 4000",
            new SourceEdit("Flint.Actors.Journal/Format/GroupClosing.cs", "Salt == file ? Synced : 0", "Synced")),
        new("no-snapshot-is-an-empty-one", "a log whose snapshot is missing is taken as it is", Flip,
            new SourceEdit("Flint.Actors.Journal/Log/LogSurvey.cs", "throw new CorruptStorageException(name, 1, 0, $\"the file is missing: {last.Name} is generation {last.Header.Generation}\");", "continue;"),
            new SourceEdit(ChainScan, "End = snapshot is null ? default :", "End = snapshot is null ? new ChainEnd(generations[0].Header.First - 1, generations[0].Header.Previous, 0) :")),
        new("missing-log-made-anew", "where the log is missing beside its other files, an empty one is begun", Flip,
            new SourceEdit("Flint.Actors.Journal/Log/LogSurvey.cs", "if (files.IsEmpty)", "if (!files.HasLog && !files.HasNext)")),
        new("line-feeds-not-looked-at", "what stands behind the first line feed written ahead is not looked at", Flip,
            new SourceEdit("Flint.Actors.Journal/Log/GroupScanner.cs", "return lineStart == 0 && FileBytes.UsedEnd(_file, Offset) == Offset ?", "return lineStart == 0 ?")),
    ];
}
