namespace Flint.Actors.Journal.Files;

/// <summary>The hold on a directory; disposing lets go of it. The file stays: to unlink it would let two in.</summary>
internal interface IDirectoryLock : IDisposable
{
    /// <summary>Whether somebody of this program has held the directory before.</summary>
    bool WasHeldBefore { get; }

    /// <summary>Leaves word for the next opener: who holds it, and where it serves.</summary>
    void Announce(string? url);
}
