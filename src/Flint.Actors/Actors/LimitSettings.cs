namespace Flint.Actors;

/// <summary>What the actors are told; read once from the options and <c>flint.conf</c>.</summary>
/// <param name="RecordWithin">How long denials and parts of check_alls may wait for the log.</param>
/// <param name="RequestTimeout">After which a request is failed.</param>
/// <param name="Partitions">How many partition actors there are.</param>
/// <param name="SnapshotEvery">After how many lines of a persistence id its state is saved.</param>
/// <param name="HistoryKeep">How many events of a key its history goes back; 0 for none.</param>
/// <param name="PassivateAfter">For how long an idle key stays awake.</param>
/// <param name="MaxResident">How many keys are awake, unless they are busy.</param>
/// <param name="MaxWaiting">How many requests may wait.</param>
/// <param name="TemplateIdleTtl">For how long a key of a template is idle before it is forgotten, where the template does not say.</param>
/// <param name="ForgetEvery">How often keys are looked for that may be forgotten.</param>
/// <param name="ForgetAtOnce">How many keys are looked at each time.</param>
/// <param name="JournalPlugin">The journal that the actors write to.</param>
/// <param name="SnapshotPlugin">The snapshot store that they write to.</param>
internal sealed record LimitSettings(
    TimeSpan RecordWithin,
    TimeSpan RequestTimeout,
    int Partitions,
    int SnapshotEvery,
    int HistoryKeep,
    TimeSpan PassivateAfter,
    int MaxResident,
    int MaxWaiting,
    TimeSpan TemplateIdleTtl,
    TimeSpan ForgetEvery,
    int ForgetAtOnce,
    string JournalPlugin,
    string SnapshotPlugin)
{
    private const int SweepsUntilIdle = 8;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1); // what a timer can do

    /// <summary>How often idle keys are looked for.</summary>
    public TimeSpan SweepEvery => PassivateAfter / SweepsUntilIdle is var every && every > Shortest ? every : Shortest;
}
