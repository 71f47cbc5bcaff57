namespace Flint.Campaigns.Faults.Flip;

/// <summary>Something done to one file of a directory behind the log's back, and what opening must make of it.</summary>
/// <param name="File">Which file.</param>
/// <param name="What">What was done.</param>
/// <param name="Content">What stands there now; null: the file is gone.</param>
/// <param name="Expected">What must come of it.</param>
internal sealed record Damage(string File, string What, Func<byte[]?> Content, Expected Expected);

/// <summary>What opening must make of a damage.</summary>
/// <param name="Groups">So many whole groups of the generation that is written are left; null: it is refused; -1: all of them, as if nothing had been done.</param>
/// <param name="IsTorn">Whether a torn tail must be reported.</param>
/// <param name="IsClean">Whether the log must look as it does after a clean close; null: as it did before.</param>
internal sealed record Expected(int? Groups, bool IsTorn = false, bool? IsClean = null)
{
    public static readonly Expected Refused = new(Groups: null);

    /// <summary>Nothing reads it.</summary>
    public static readonly Expected Unread = new(Groups: -1);
}
