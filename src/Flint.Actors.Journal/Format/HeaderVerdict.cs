namespace Flint.Actors.Journal.Format;

/// <summary>What the first line of a file is.</summary>
internal enum HeaderVerdict
{
    /// <summary>A header of this version, as it was written.</summary>
    Ours,

    /// <summary>A whole header of another version.</summary>
    OtherVersion,

    /// <summary>It begins as a header and is none.</summary>
    Damaged,

    /// <summary>It does not begin as a header.</summary>
    Foreign,
}
