using Flint.Actors.Journal.Log;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Knows what a life has issued, in its order, and tells whether an opened log holds a beginning of that.</summary>
internal interface IWitness
{
    /// <summary>What the log holds, as text: equal texts are equal logs.</summary>
    string Read(LogEngine log);

    /// <summary>Null if that is what the log held after at least <paramref name="least"/> and at most <paramref name="most"/> of what was issued; else what is wrong.</summary>
    string? Judge(string text, int least, int most);
}
