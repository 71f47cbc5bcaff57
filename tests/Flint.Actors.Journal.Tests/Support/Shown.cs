namespace Flint.Actors.Journal.Tests.Support;

/// <summary>What an opened log must show.</summary>
internal static class Shown
{
    /// <summary>All that was acknowledged is there, and what is there is a beginning of what was issued, per persistence id without a hole.</summary>
    public static void HoldsAcknowledged(LogDriver log, LogHistory history, string because)
    {
        HoldsPrefix(log, history, because);
        foreach (var pid in history.Acknowledged.GroupBy(line => line.Pid, line => line.SequenceNr))
            Assert.True(log.Engine.HighestSequenceNr(pid.Key) >= pid.Max(), $"{because}: {pid.Key} has {log.Engine.HighestSequenceNr(pid.Key)} where {pid.Max()} was acknowledged");
    }

    /// <summary>What is there is a beginning of what was issued, per persistence id without a hole.</summary>
    public static void HoldsPrefix(LogDriver log, LogHistory history, string because)
    {
        foreach (var pid in history.Issued.Select(line => line.Pid).Distinct())
        {
            var found = log.Numbers(pid);
            var all = history.Issued.Where(line => line.Pid == pid).Select(line => line.SequenceNr).ToArray();
            Assert.True(found.SequenceEqual(all.Take(found.Count)), $"{because}: {pid} has {string.Join(',', found)}");
            Assert.Equal(found.Count, log.Engine.HighestSequenceNr(pid));
        }
    }
}
