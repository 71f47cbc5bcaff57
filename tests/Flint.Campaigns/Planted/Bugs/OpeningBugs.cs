namespace Flint.Campaigns.Planted.Bugs;

/// <summary>What opening does about what a crash has left.</summary>
internal static class OpeningBugs
{
    private const string LogOpening = "Flint.Actors.Journal/Log/LogOpening.cs";
    private const string OneKey = "crash --seed 1 --workload one-key --states 1500";
    private const string Again = "crash --seed 1 --workload again-and-again --states 6000";

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("torn-tail-stays", "a torn tail is passed over and not cut: the log goes on behind it", OneKey,
            new SourceEdit(LogOpening, "return scan.IsClean ? Opened(last.Header, scan.ValidEnd,", "return scan.IsClean || scan.TornReason is not null ? Opened(last.Header, FileBytes.UsedEnd(_directory.Open(LogFileNames.Log, writable: false), scan.ValidEnd),")),
        new("page-cache-believed", "what an unclean log shows is taken for durable, and the log goes on behind it", "disk-faults --seed 1 --one-in 4",
            new SourceEdit(LogOpening, "return scan.IsClean ?", "return scan.TornReason is null ?")),
        new("cut-too-much", "the cut begins one group too early", OneKey,
            new SourceEdit("Flint.Actors.Journal/Log/ChainScan.cs", "(ValidEnd, Groups, Lines) = (scanner.End,", "(ValidEnd, Groups, Lines) = (scanner.Offset,")),
        new("cut-a-byte-too-much", "the generation that a recovery closes is cut a byte too early", Again,
            new SourceEdit(LogOpening, "Trim(LogFileNames.Closed(generation), start);", "Trim(LogFileNames.Closed(generation), start - 1);")),
        new("cut-in-place", "the old file is cut before the new one counts", Again,
            new SourceEdit(LogOpening, "NewGeneration.Replace(_directory, generation);\nTrim(LogFileNames.Closed(generation), start);",
                "Trim(LogFileNames.Log, start);\nNewGeneration.Replace(_directory, generation);")),
        new("torn-tail-not-kept", "what is cut is not durable under its new name", OneKey,
            new SourceEdit(LogOpening, "kept.Sync();", "")),
        new("moved-lines-not-found", "lines that a recovery has written again are looked for where they stood", Again,
            new SourceEdit("Flint.Actors.Journal/Log/LogIndex.cs", "entry.Move(from, to, bytes);", "")),
        new("newest-time-forgotten", "a log that is opened has forgotten its newest instant", "clock --seed 1 --states 60",
            new SourceEdit("Flint.Actors.Journal/Log/LogWriter.cs", "_chain, _newest) = (file, new Prewriter(file), header, end, chain, chain.Newest)",
                "_chain, _newest) = (file, new Prewriter(file), header, end, chain, 0)")),
    ];
}
