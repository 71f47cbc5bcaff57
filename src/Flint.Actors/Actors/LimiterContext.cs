using Flint.State;

namespace Flint.Actors;

/// <summary>What every actor of one limiter shares.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Clock">The limiter's clock.</param>
/// <param name="Time">Where timers come from.</param>
/// <param name="Catalog">What the storage knows of sleeping keys, if it can tell.</param>
/// <param name="History">What the storage knows of the past of keys, if it can tell.</param>
internal sealed record LimiterContext(LimitSettings Settings, LimiterClock Clock, TimeProvider Time, IKeyCatalog? Catalog, IKeyHistory? History)
{
    /// <summary>Whether what the journal has taken is in the log, and cannot be rejected any more: so it is in ours.</summary>
    public bool TakesForGood => Catalog is not null;

    /// <summary>Why keys could not be recovered.</summary>
    public UnreadableKeys Unreadable { get; } = new();

    /// <summary>How many keys are awake.</summary>
    public AwakeCount Awake { get; } = new();

    /// <summary>The ways past the partitions.</summary>
    public Shortcuts Shortcuts { get; } = new();

    /// <summary>What keys have counted since the limiter was opened.</summary>
    public LiveTotals Totals { get; } = new(Settings.Partitions);

    /// <summary>The templates that hold.</summary>
    public PublishedTemplates Templates { get; } = new();

    /// <summary>For how long a key of the template is idle before it is forgotten; as the settings say where the key's template is gone.</summary>
    public long IdleTicks(Template? template) => template?.IdleTicks ?? Settings.TemplateIdleTtl.Ticks;

    /// <summary>How many requests wait.</summary>
    public Admission Admission { get; } = new(Settings.MaxWaiting);
}
