using System.Globalization;

namespace Flint.Actors.Journal.Log;

/// <summary>The names in a data directory.</summary>
internal static class LogFileNames
{
    /// <summary>The generation that is written.</summary>
    public const string Log = "flint.aof";

    /// <summary>A generation that is not yet one: nothing in it counts before it has been renamed.</summary>
    public const string Next = "flint.aof.next";

    /// <summary>What holds the directory.</summary>
    public const string Lock = "flint.lock";

    /// <summary>The fold of old generations.</summary>
    public const string Snapshot = "flint.snapshot";

    /// <summary>A snapshot in the making.</summary>
    public const string NextSnapshot = "flint.snapshot.next";

    /// <summary>A generation that is closed.</summary>
    public static string Closed(long generation) => string.Create(CultureInfo.InvariantCulture, $"{Log}.{generation}");

    /// <summary>What keeps a file of an older format that was taken over.</summary>
    public static string Original(string name) => name + ".v1";

    /// <summary>What was cut from the end of a generation.</summary>
    public static string Torn(long generation) => string.Create(CultureInfo.InvariantCulture, $"{Log}.torn-{generation}");

    /// <summary>Whether a file of that name is read when the log is opened.</summary>
    public static bool IsRead(string name) => name is Log or Next or Snapshot || IsOriginal(name) || IsClosed(name, out _);

    /// <summary>Whether the name is that of a kept file of an older format.</summary>
    public static bool IsOriginal(string name) => name == Original(Log) || name == Original(Snapshot);

    /// <summary>Whether the name is a closed generation's, and which.</summary>
    public static bool IsClosed(string name, out long generation)
    {
        generation = 0;
        return name.StartsWith(Log + ".", StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Log.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out generation)
            && name == Closed(generation);
    }
}
