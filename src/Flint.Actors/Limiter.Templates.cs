using Flint.State;

namespace Flint;

/// <content>Templates.</content>
public sealed partial class Limiter
{
    /// <inheritdoc/>
    public ValueTask TemplateAsync(
        string pattern, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, string? idleTtl = null, CancellationToken ct = default) =>
        TemplateAsync(pattern, rate, Duration.Parse(per), algorithm, idleTtl is null ? null : Duration.Parse(idleTtl), ct);

    /// <inheritdoc/>
    public async ValueTask TemplateAsync(
        string pattern, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, TimeSpan? idleTtl = null, CancellationToken ct = default) =>
        await _changes.Send(_limits.Ref, new ConfigureTemplate(pattern, rate, per, algorithm, idleTtl), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LimitTemplate>> TemplatesAsync(CancellationToken ct = default) =>
        [.. (await _templates.Send(_limits.Ref, GetTemplates.Instance, ct).ConfigureAwait(false)).Templates.Select(Shown)];

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveTemplateAsync(string pattern, CancellationToken ct = default) =>
        (await _templateRemovals.Send(_limits.Ref, new RemoveTemplate(pattern), ct).ConfigureAwait(false)).WasThere;

    private static LimitTemplate Shown(Template template) => new(
        template.Pattern, template.Terms.Rate, new TimeSpan(template.Terms.PerTicks), template.Terms.Algorithm, new TimeSpan(template.IdleTicks));
}
