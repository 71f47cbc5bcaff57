namespace Flint.Actors.Journal.Files;

/// <summary>All that the log wants of a disk: one directory of named files. Every member throws <see cref="FileOperationException"/> where the disk refuses.</summary>
internal interface IDataDirectory : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Makes the directory (mode 0700, durably) if it is missing; one that is there keeps its mode.</summary>
    void Ensure();

    /// <summary>Takes the directory for this process alone until the result is disposed.</summary>
    /// <exception cref="DataDirectoryLockedException">Somebody else holds it.</exception>
    IDirectoryLock Lock(string name);

    /// <summary>Looks at the lock without taking it, be it for a moment: that could turn away somebody who opens the directory just then.</summary>
    LockState LookAtLock(string name);

    /// <summary>The names of its files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file that is there.</summary>
    IDataFile Open(string name, bool writable);

    /// <summary>Makes an empty file of mode 0600, instead of one of that name that may be there.</summary>
    IDataFile Create(string name);

    /// <summary>Renames a file over what has the other name.</summary>
    void Rename(string from, string to);

    /// <summary>
    /// Gives a file a second name that nothing has yet: one file under both, or, where the file system knows no such thing, a synced copy.
    /// A crash may leave a part of a copy; what stands under the new name counts once this has returned.
    /// </summary>
    void Link(string from, string to);

    /// <summary>Deletes a file.</summary>
    void Delete(string name);

    /// <summary>A number by chance, never 0, that tells the bytes of a new file from those of every other.</summary>
    uint NextSalt();

    /// <summary>Makes the names durable.</summary>
    void Sync();
}
