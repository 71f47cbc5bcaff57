using Flint.State;

namespace Flint.Actors;

/// <summary>The template that speaks for one key now: looked for once in each set of templates. Belongs to the key's actor.</summary>
internal sealed class KeyTemplate(string key, PublishedTemplates published)
{
    private TemplateSet? _searched;
    private Template? _found;

    /// <summary>The template, or null.</summary>
    public Template? Current
    {
        get
        {
            var current = published.Current;
            if (ReferenceEquals(current, _searched))
                return _found;
            _searched = current;
            return _found = current.Find(key);
        }
    }

    /// <summary>Whether the key's next check finds that limit as it is: no template takes its place, and it stands without one.</summary>
    public bool Leaves(LimitConfig? limit) => limit is not null && (limit.IsOwn || (Current is { } template ? limit == template.Config : limit.Source == LimitSource.Lazy));
}
