namespace Flint.State;

/// <summary>What an entry of a key's log says.</summary>
public enum EntryKind
{
    /// <summary>The key was configured or reconfigured.</summary>
    Configured,

    /// <summary>A cost was granted.</summary>
    Allow,

    /// <summary>A decided check_all charged this key its part.</summary>
    AllowAll,

    /// <summary>A run of denials: charges nothing.</summary>
    Deny,

    /// <summary>The quota was given back.</summary>
    Reset,

    /// <summary>The key lost its limit.</summary>
    Removed,
}
