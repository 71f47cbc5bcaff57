namespace Flint.State;

/// <summary>The templates as their log tells them. Owned by the keeper; what it hands out does not change.</summary>
public sealed class TemplateState
{
    private readonly Dictionary<string, Template> _templates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>When the last change was, in UTC ticks; 0 if there was none.</summary>
    public long LastAt { get; private set; }

    /// <summary>The template of exactly that pattern, or null.</summary>
    public Template? this[string pattern] => _templates.GetValueOrDefault(pattern);

    /// <summary>Takes over a snapshot.</summary>
    public void Apply(TemplatesSnapshot snapshot)
    {
        _templates.Clear();
        LastAt = snapshot.LastAt;
        foreach (var template in snapshot.Templates)
            _templates.Add(template.Pattern, template);
        _removed.Clear();
        _removed.UnionWith(snapshot.Removed);
    }

    /// <summary>Takes over an event of the log.</summary>
    /// <exception cref="InvalidOperationException">It is none of the templates'.</exception>
    public void Apply(object @event)
    {
        switch (@event)
        {
            case TemplateConfigured configured:
                LastAt = configured.At;
                _templates[configured.Template.Pattern] = configured.Template;
                _removed.Remove(configured.Template.Pattern);
                break;
            case TemplateRemoved removed:
                LastAt = removed.At;
                _templates.Remove(removed.Pattern);
                _removed.Add(removed.Pattern);
                break;
            default:
                throw new InvalidOperationException($"{@event.GetType()} is no event of the templates: this version does not know it");
        }
    }

    /// <summary>The templates as they are now.</summary>
    public TemplateSet ToSet() => new(_templates.Values, _removed);

    /// <summary>What a snapshot taken now says.</summary>
    public TemplatesSnapshot ToSnapshot() => new(LastAt, ToSet().All, [.. _removed.Order(KeyOrder.Comparer)]);
}
