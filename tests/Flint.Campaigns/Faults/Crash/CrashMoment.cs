using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>A moment of a recorded life at which it may crash, and what must be there after it.</summary>
/// <param name="After">What was the last thing the disk was asked for.</param>
/// <param name="Disk">The disk.</param>
/// <param name="Witness">Knows what was issued.</param>
/// <param name="Durable">How many of the groups the power may not take.</param>
/// <param name="Done">How many were acknowledged: the death of the process may not take them.</param>
/// <param name="Issued">How many were issued: there cannot be more.</param>
internal sealed record CrashMoment(string After, CrashPoint Disk, IWitness Witness, int Durable, int Done, int Issued);
