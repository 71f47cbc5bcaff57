namespace Flint.Actors.Journal.Log;

/// <summary>What was found, and what was done, when the log was opened.</summary>
/// <param name="Generations">How many files the log stands in now.</param>
/// <param name="Groups">How many groups were read and found valid.</param>
/// <param name="Lines">How many lines they hold, closing lines not counted.</param>
/// <param name="WasClean">Whether the log had been closed cleanly, or is new.</param>
/// <param name="RewrittenGroups">How many groups were not known to be synced and were written again.</param>
/// <param name="Torn">What was cut from the end, or null.</param>
/// <param name="Imported">What was taken over from an older format now, or null.</param>
public sealed record OpeningReport(int Generations, long Groups, long Lines, bool WasClean, long RewrittenGroups, TornTail? Torn, ImportReport? Imported = null)
{
    /// <summary>What a person should hear of, as sentences.</summary>
    public IEnumerable<string> Notes()
    {
        if (Torn is not null)
            yield return Torn.ToString();
        if (Imported is null)
            yield break;
        yield return $"a directory of an older format was taken over: {Imported.PersistenceIds} persistence ids; the originals stay beside it as *.v1";
        if (Imported.Torn is { } torn)
            yield return $"its log ended with {torn.Bytes} bytes at byte {torn.Offset} that a crash had left unfinished ({torn.Reason}): they were not taken over";
        foreach (var note in Imported.Notes)
            yield return note;
    }
}

/// <summary>What an older directory held.</summary>
/// <param name="PersistenceIds">How many persistence ids were taken over.</param>
/// <param name="Notes">What could not be taken over as it stood, as sentences for people.</param>
/// <param name="Torn">What was not read at the end of its log, or null.</param>
public sealed record ImportReport(long PersistenceIds, IReadOnlyList<string> Notes, TornTail? Torn);

/// <summary>The end of a log that a crash left unfinished: cut, and kept in a file of its own.</summary>
/// <param name="File">The file that keeps the bytes.</param>
/// <param name="CutFrom">The generation's file, by its name now.</param>
/// <param name="Offset">Where in it the tail began.</param>
/// <param name="Bytes">How long it was.</param>
/// <param name="Reason">What was wrong with it.</param>
public sealed record TornTail(string File, string CutFrom, long Offset, long Bytes, string Reason)
{
    /// <summary>What happened, as a sentence for people.</summary>
    public override string ToString() => $"{Bytes} bytes that a crash left unfinished at byte {Offset} of {CutFrom} were cut ({Reason}); they are kept in {File}";
}
