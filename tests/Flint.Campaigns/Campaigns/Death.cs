namespace Flint.Campaigns.Campaigns;

/// <summary>How a server dies under load.</summary>
internal enum Death
{
    /// <summary>By SIGKILL.</summary>
    Killed,

    /// <summary>It stands still for a while (SIGSTOP), goes on (SIGCONT), and is killed later.</summary>
    KilledAfterAStop,

    /// <summary>It is killed while it stands still.</summary>
    KilledWhileStopped,
}
