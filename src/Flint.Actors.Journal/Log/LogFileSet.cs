namespace Flint.Actors.Journal.Log;

/// <summary>Which of our files a directory holds; every other name is somebody else's and left alone.</summary>
internal sealed record LogFileSet(bool HasLog, bool HasNext, bool HasSnapshot, bool HasNextSnapshot, IReadOnlyList<long> Closed)
{
    /// <summary>How many files hold what is in the log, or would.</summary>
    public int Generations => Closed.Count + (HasLog || HasNext ? 1 : 0);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => !HasLog && !HasSnapshot && Closed.Count == 0;

    public static LogFileSet Of(IReadOnlyList<string> names) => new(
        names.Contains(LogFileNames.Log),
        names.Contains(LogFileNames.Next),
        names.Contains(LogFileNames.Snapshot),
        names.Contains(LogFileNames.NextSnapshot),
        [.. names.Select(name => LogFileNames.IsClosed(name, out var generation) ? generation : 0).Where(generation => generation > 0).Order()]);
}
