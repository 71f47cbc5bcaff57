using Flint.State;

namespace Flint.Actors;

/// <summary>The templates that hold now: written by their keeper alone, read by every key. A change is here once it is as safe as the mode promises.</summary>
internal sealed class PublishedTemplates
{
    private volatile TemplateSet _current = TemplateSet.Empty;

    /// <summary>The templates that hold now. Empty before the keeper has read them; until then partitions let nobody in.</summary>
    public TemplateSet Current
    {
        get => _current;
        set => _current = value;
    }
}
