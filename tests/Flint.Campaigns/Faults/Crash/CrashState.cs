using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>One thing that a crash may leave.</summary>
/// <param name="Family">F1 to F8.</param>
/// <param name="Detail">Which of the family.</param>
/// <param name="IsKill">Whether it is the death of the process alone: nothing that was written is lost.</param>
/// <param name="Build">Makes it.</param>
internal sealed record CrashState(string Family, string Detail, bool IsKill, Func<DiskImage> Build);
