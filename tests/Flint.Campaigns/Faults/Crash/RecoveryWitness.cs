using Flint.Actors.Journal.Log;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Knows what a disk was found to hold: a crash while it is opened changes nothing about that.</summary>
internal sealed class RecoveryWitness(IWitness life, string text) : IWitness
{
    public string Read(LogEngine log) => life.Read(log);

    public string? Judge(string found, int least, int most) => found == text ? null : "after a crash during its recovery it holds something else";
}
