using Flint.State;

namespace Flint.Actors;

/// <summary>The template that speaks for one key while it handles a message: looked for once in each set of templates. Belongs to the key's actor.</summary>
internal sealed class KeyTemplate(string key, PublishedTemplates published)
{
    private TemplateSet? _searched;

    /// <summary>The template, or null. It stays until <see cref="Look"/> is called again: what is decided and what follows from it go by one template, whatever is published meanwhile.</summary>
    public Template? Current { get; private set; }

    /// <summary>Looks which template speaks for the key now.</summary>
    public void Look()
    {
        var current = published.Current;
        if (!ReferenceEquals(current, _searched))
            (_searched, Current) = (current, current.Find(key));
    }

    /// <summary>Whether the key's next check finds that limit as it is: no template takes its place, and it stands without one.</summary>
    public bool Leaves(LimitConfig? limit) => limit is not null && (limit.IsOwn || (Current is { } template ? limit == template.Config : limit.Source == LimitSource.Lazy));
}
