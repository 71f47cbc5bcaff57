namespace Flint.Actors.Journal.Log;

/// <summary>Reads what an older program left under the names of a log and its snapshot, so that opening can make a log of this format of it, once.</summary>
public interface ILogImport
{
    /// <summary>Reads both files; the lines are read on while they are enumerated.</summary>
    /// <param name="log"><c>flint.aof</c>, to be read and sought.</param>
    /// <param name="snapshot"><c>flint.snapshot</c>, or null.</param>
    /// <exception cref="CorruptStorageException">What stands there is not what that program wrote.</exception>
    /// <exception cref="UnsupportedFormatException">It is of a version that is not read.</exception>
    ImportedLog Read(Stream log, Stream? snapshot);
}

/// <summary>What an older log says.</summary>
/// <param name="Lines">A state a persistence id, in the order of their UTF-8 bytes.</param>
/// <param name="Newest">The newest instant it speaks of, in UTC ticks; 0 if it speaks of none.</param>
/// <param name="TornOffset">Where what a crash left unfinished begins, or null.</param>
/// <param name="TornBytes">How long that is.</param>
/// <param name="Notes">What could not be taken over as it stood, as sentences for people.</param>
public sealed record ImportedLog(IEnumerable<FoldedLines> Lines, long Newest, long? TornOffset, long TornBytes, IReadOnlyList<string> Notes);
