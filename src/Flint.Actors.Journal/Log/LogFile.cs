using System.Globalization;

namespace Flint.Actors.Journal.Log;

/// <summary>A file of the log, by a number that grows as the log grows: the snapshot that covers a generation stands behind it and before the next one.</summary>
internal readonly record struct LogFile(long Number) : IComparable<LogFile>
{
    /// <summary>The generation of that number.</summary>
    public static LogFile OfGeneration(long generation) => new(generation * 2);

    /// <summary>The snapshot that covers all generations up to that number.</summary>
    public static LogFile OfSnapshot(long covered) => new((covered * 2) + 1);

    /// <summary>Whether it is a snapshot.</summary>
    public bool IsSnapshot => (Number & 1) == 1;

    /// <summary>The generation, or the last one that the snapshot covers.</summary>
    public long Generation => Number / 2;

    /// <summary>Its name, if it is not the generation that is written.</summary>
    public string ClosedName => IsSnapshot ? LogFileNames.Snapshot : LogFileNames.Closed(Generation);

    public int CompareTo(LogFile other) => Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsSnapshot ? "snapshot" : "generation")} {Generation}");
}
