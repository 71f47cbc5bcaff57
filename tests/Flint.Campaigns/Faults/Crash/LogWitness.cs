using Flint.Actors.Journal.Log;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Remembers what the log must hold after each group of a life. Added to by the life alone; read when that is over.</summary>
internal sealed class LogWitness : IWitness
{
    private readonly List<(string Text, LogModel Model)> _groups = [];

    public LogWitness(LogModel start) => Add(start);

    /// <summary>How many groups were issued.</summary>
    public int Issued => _groups.Count - 1;

    /// <summary>Another group was issued.</summary>
    public void Add(LogModel after) => _groups.Add((after.Text(), after.Copy()));

    /// <summary>What was issued up to the last group after which the log held this; null if there is none.</summary>
    public LogModel? Find(string text) => _groups.FindLast(group => group.Text == text).Model?.Copy();

    public string Read(LogEngine log) => Contents.Of(log);

    public string? Judge(string text, int least, int most)
    {
        for (var group = least; group <= Math.Min(most, Issued); group++)
        {
            if (_groups[group].Text == text)
                return null;
        }
        var other = _groups.FindIndex(group => group.Text == text);
        return other >= 0
            ? $"it holds the first {other} groups of this life where {least} to {Math.Min(most, Issued)} must be there"
            : $"it holds no beginning of what was issued; {Difference(text, _groups[least].Text)}";
    }

    private static string Difference(string found, string expected)
    {
        var (theirs, ours) = (found.Split('\n'), expected.Split('\n'));
        for (var i = 0; i < Math.Max(theirs.Length, ours.Length); i++)
        {
            var (there, here) = (i < theirs.Length ? theirs[i] : "nothing", i < ours.Length ? ours[i] : "nothing");
            if (there != here)
                return $"found {Cut(there)}, and after group {ours.Length} there was {Cut(here)}";
        }
        return "";
    }

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300] + " ...";
}
