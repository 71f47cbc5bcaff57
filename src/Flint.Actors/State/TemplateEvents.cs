namespace Flint.State;

/// <summary>A pattern got its template, or another one.</summary>
/// <param name="At">When, in UTC ticks.</param>
/// <param name="Template">The template from now on.</param>
public sealed record TemplateConfigured(long At, Template Template);

/// <summary>A pattern lost its template.</summary>
/// <param name="At">When, in UTC ticks.</param>
/// <param name="Pattern">The pattern.</param>
public sealed record TemplateRemoved(long At, string Pattern);

/// <summary>All templates after the event of the snapshot's number.</summary>
/// <param name="LastAt">When the last change was, in UTC ticks; 0 if there was none.</param>
/// <param name="Templates">In the order of their patterns' UTF-8 bytes.</param>
/// <param name="Removed">Patterns that had a template once, in that order: there may be keys left that took it.</param>
public sealed record TemplatesSnapshot(long LastAt, IReadOnlyList<Template> Templates, IReadOnlyList<string> Removed)
{
    /// <inheritdoc/>
    public bool Equals(TemplatesSnapshot? other) => other is not null && LastAt == other.LastAt && Templates.SequenceEqual(other.Templates) && Removed.SequenceEqual(other.Removed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LastAt, Templates.Count);
}
