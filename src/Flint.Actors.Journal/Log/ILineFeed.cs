namespace Flint.Actors.Journal.Log;

/// <summary>Is brought every group of a log, from front to back, once its sum was checked.</summary>
internal interface ILineFeed
{
    /// <summary>Takes the lines of a group; they are there until the next is read.</summary>
    /// <exception cref="CorruptStorageException">A line that was taken, now or before, is none of ours.</exception>
    void Take(GroupScanner group, LogFile file, string name);
}
