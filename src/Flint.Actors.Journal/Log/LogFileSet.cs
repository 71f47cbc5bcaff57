namespace Flint.Actors.Journal.Log;

/// <summary>Which of our files a directory holds; every other name is somebody else's and left alone.</summary>
internal sealed record LogFileSet(bool HasLog, bool HasNext, bool HasSnapshot, bool HasNextSnapshot, IReadOnlyList<long> Closed)
{
    public static LogFileSet Of(IReadOnlyList<string> names) => new(
        names.Contains(LogFileNames.Log),
        names.Contains(LogFileNames.Next),
        names.Contains(LogFileNames.Snapshot),
        names.Contains(LogFileNames.NextSnapshot),
        [.. names.Select(name => LogFileNames.IsClosed(name, out var generation) ? generation : 0).Where(generation => generation > 0).Order()]);
}
