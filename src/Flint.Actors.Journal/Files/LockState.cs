namespace Flint.Actors.Journal.Files;

/// <summary>What the lock of a directory looks like to somebody who does not take it.</summary>
/// <param name="Last">Who announced itself last, and may be gone; nothing is known of it where nobody has ever held the directory.</param>
/// <param name="IsHeld">Whether somebody holds it now. False where this system does not let us see.</param>
internal readonly record struct LockState(LockHolder Last, bool IsHeld)
{
    /// <summary>Whether somebody of this program has held the directory before.</summary>
    public bool WasHeldBefore => Last.ProcessId is not null;
}
