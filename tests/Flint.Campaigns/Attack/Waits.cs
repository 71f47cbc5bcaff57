namespace Flint.Campaigns.Attack;

/// <summary>How long checks took, from the call to the code behind its await.</summary>
/// <param name="Ordered">In order of length.</param>
/// <param name="Latest">By how much the latest call came too late.</param>
internal sealed record Waits(IReadOnlyList<TimeSpan> Ordered, TimeSpan Latest)
{
    /// <summary>What that part of them did not exceed, in microseconds; 0 where there are none.</summary>
    public double Microseconds(double part) => Ordered.Count == 0 ? 0 : Ordered[(int)((Ordered.Count - 1) * part)].TotalMicroseconds;
}
