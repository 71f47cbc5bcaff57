namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>What a log goes through between what is written and what is read.</summary>
public enum Life
{
    /// <summary>Nothing.</summary>
    Straight,

    /// <summary>It is closed and opened.</summary>
    Restarted,

    /// <summary>The power fails: nothing is closed, and what was not synced is gone.</summary>
    Crashed,

    /// <summary>It is compacted while it goes on.</summary>
    Compacted,

    /// <summary>It is compacted, and then the power fails.</summary>
    CompactedAndCrashed,
}
