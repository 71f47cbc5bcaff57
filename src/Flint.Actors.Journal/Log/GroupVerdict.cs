namespace Flint.Actors.Journal.Log;

/// <summary>What a scanner found where a group should begin.</summary>
internal enum GroupVerdict
{
    /// <summary>A group that is consistent in itself.</summary>
    Group,

    /// <summary>The end of the used bytes.</summary>
    End,

    /// <summary>Something else.</summary>
    Bad,
}
