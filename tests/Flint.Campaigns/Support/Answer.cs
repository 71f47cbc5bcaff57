namespace Flint.Campaigns.Support;

/// <summary>What became of a check, as its caller saw it.</summary>
internal enum Outcome
{
    Granted,
    Denied,

    /// <summary>An error that says that nothing was charged.</summary>
    NotDecided,

    /// <summary>503 storage failed: charged or not.</summary>
    StorageFailed,

    /// <summary>No answer, or one that says that nobody knows: charged or not.</summary>
    Unknown,

    /// <summary>No connection: the request was never sent.</summary>
    Unsent,

    /// <summary>An answer that no check may get.</summary>
    Wrong,
}

/// <summary>An answer, how long it took, when it was there (UTC), and the error in it.</summary>
internal readonly record struct Answer(Outcome Outcome, TimeSpan Took, DateTime At, string? Error = null)
{
    /// <summary>Whether it came from a server that answers: false where the connection failed.</summary>
    public bool Arrived { get; init; }
}
