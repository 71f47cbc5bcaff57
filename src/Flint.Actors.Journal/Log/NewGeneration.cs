using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Makes the next generation: it is complete and synced under another name before the first rename, which is the moment from which it counts.
/// The directory is synced before and between the renames too, so that no file system can do the later and forget the earlier.
/// </summary>
internal static class NewGeneration
{
    /// <summary>The header of a new file that goes on behind the end of that generation, with a salt of its own.</summary>
    public static GenerationHeader HeaderBehind(IDataDirectory directory, long generation, in ChainEnd end) =>
        new(generation + 1, end.Number + 1, end.Sum, new Salt(directory.NextSalt()));

    /// <summary>Writes the file that is to become a generation, and syncs it and its name; its length.</summary>
    public static long Write(IDataDirectory directory, in GenerationHeader header, Func<IDataFile, long, long>? content = null)
    {
        using var file = directory.Create(LogFileNames.Next);
        var line = header.Encode();
        file.Write(line, 0);
        var length = content?.Invoke(file, line.Length) ?? line.Length;
        file.Sync();
        directory.Sync();
        return length;
    }

    /// <summary>Puts it in the place of the generation that is written, which is closed.</summary>
    public static void Replace(IDataDirectory directory, long closed)
    {
        directory.Rename(LogFileNames.Log, LogFileNames.Closed(closed));
        directory.Sync();
        Install(directory);
    }

    /// <summary>Puts it where no generation is written.</summary>
    public static void Install(IDataDirectory directory)
    {
        directory.Rename(LogFileNames.Next, LogFileNames.Log);
        directory.Sync();
    }
}
