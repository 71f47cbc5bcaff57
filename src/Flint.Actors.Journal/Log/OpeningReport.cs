namespace Flint.Actors.Journal.Log;

/// <summary>What was found, and what was done, when the log was opened.</summary>
/// <param name="Generations">How many files the log stands in now.</param>
/// <param name="Groups">How many groups were read and found valid.</param>
/// <param name="Lines">How many lines they hold, closing lines not counted.</param>
/// <param name="WasClean">Whether the log had been closed cleanly, or is new.</param>
/// <param name="RewrittenGroups">How many groups were not known to be synced and were written again.</param>
/// <param name="Torn">What was cut from the end, or null.</param>
public sealed record OpeningReport(int Generations, long Groups, long Lines, bool WasClean, long RewrittenGroups, TornTail? Torn);

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
