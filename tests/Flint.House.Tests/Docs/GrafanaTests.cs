using System.Text.Json;
using System.Text.RegularExpressions;
using Flint.House.Tests.Support;

namespace Flint.House.Tests.Docs;

/// <summary>The dashboard of docs/grafana.json, held against the text that Prometheus scrapes.</summary>
public sealed partial class GrafanaTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly JsonElement[] _panels = [.. JsonDocument.Parse(Repository.Read("docs/grafana.json")).RootElement.GetProperty("panels").EnumerateArray()];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_series_that_is_asked_for_should_be_written_and_every_one_written_be_asked_for()
    {
        var byKey = Array.FindIndex(_panels, panel => panel.GetProperty("type").GetString() == "row");
        var (sums, keys) = (await WrittenAsync(withKeys: false), await WrittenAsync(withKeys: true));

        Assert.Equal(9, keys.Count);
        Assert.All(_panels[..byKey].SelectMany(Asked), series => Assert.Contains(series, sums)); // what the server writes unless it is told to
        Assert.All(_panels[byKey..].SelectMany(Asked), series => Assert.Contains(series, keys));
        Assert.Equal(keys.Order(), _panels.SelectMany(Asked).Distinct().Order());
    }

    [Fact]
    public void Panels_should_have_numbers_of_their_own_and_places_that_do_not_overlap()
    {
        Assert.Distinct(_panels.Select(panel => panel.GetProperty("id").GetInt32()));
        Assert.Distinct(_panels.SelectMany(Cells));
        Assert.All(_panels.Where(panel => panel.GetProperty("type").GetString() != "row"), panel => Assert.NotEmpty(Queries(panel)));
    }

    private async Task<IReadOnlySet<string>> WrittenAsync(bool withKeys)
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);
        await limiter.LimitAsync("user:ada", 1, "1h");
        var text = await FlintMetricsText.WriteAsync(limiter, new FlintMetricsOptions { IncludeKeyLabel = withKeys });
        return Sample().Matches(text).Select(match => match.Groups[1].Value).ToHashSet();
    }

    private static IEnumerable<string> Queries(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().Select(target => target.GetProperty("expr").GetString()!) : [];

    private static IEnumerable<string> Asked(JsonElement panel) => Queries(panel).SelectMany(query => Name().Matches(query).Select(match => match.Value));

    private static IEnumerable<(int X, int Y)> Cells(JsonElement panel)
    {
        var at = panel.GetProperty("gridPos");
        var (x, y, w, h) = (at.GetProperty("x").GetInt32(), at.GetProperty("y").GetInt32(), at.GetProperty("w").GetInt32(), at.GetProperty("h").GetInt32());
        Assert.InRange(x + w, 1, 24);
        return from column in Enumerable.Range(x, w) from row in Enumerable.Range(y, h) select (column, row);
    }

    [GeneratedRegex(@"^(\w+)\{", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\bflint_\w+")]
    private static partial Regex Name();
}
