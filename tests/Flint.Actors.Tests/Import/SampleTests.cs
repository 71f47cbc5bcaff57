using System.Text.Json;
using Flint.Import;
using Flint.Tests.Import.Support;

namespace Flint.Tests.Import;

/// <summary>What flint-limiter itself wrote, and said that it means.</summary>
public sealed class SampleTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Import", "Samples");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Root).Select(directory => Path.GetFileName(directory)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_should_read_as_its_writer_listed_it(string name)
    {
        var result = Read(name);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, name + ".expected.json")));
        var readAt = InstantText.Parse(expected.RootElement.GetProperty("read_at").GetString()!);

        var found = result.Keys.Select(key => new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["algorithm"] = key.State.Config!.Terms.Algorithm.Name(),
            ["history_events"] = $"{key.HistoryEvents}",
            ["key"] = key.Key,
            ["last_allowed_at"] = Said(key.State.LastAllowedAt),
            ["last_denied_at"] = Said(key.State.LastDeniedAt),
            ["last_reset_at"] = Said(key.State.LastResetAt),
            ["per_millis"] = $"{key.State.Config.Terms.PerTicks / TimeSpan.TicksPerMillisecond}",
            ["rate"] = $"{key.State.Config.Terms.Rate}",
            ["remaining"] = $"{Imported.Available(key, readAt)}",
            ["total_allowed"] = $"{key.State.TotalAllowed}",
            ["total_allowed_cost"] = $"{key.State.TotalAllowedCost}",
            ["total_denied"] = $"{key.State.TotalDenied}",
            ["total_denied_cost"] = $"{key.State.TotalDeniedCost}",
        });

        Assert.Equal(expected.RootElement.GetProperty("limits").EnumerateArray().Select(Expected), found);
        Assert.All(result.Keys, key => Assert.Equal(key.HistoryEvents, key.History.Count));
        Assert.True(result.Newest <= readAt);
        Assert.Empty(result.Clamped);
    }

    [Fact]
    public void Torn_sample_should_say_what_was_torn()
    {
        Assert.Equal(new TornTail(6888, 182), Read("v02-torn-tail").Torn);
        Assert.All(Directory.GetDirectories(Root).Select(directory => Path.GetFileName(directory)).Where(name => name != "v02-torn-tail"), name => Assert.Null(Read(name).Torn));
    }

    private static ImportResult Read(string name)
    {
        var snapshot = Path.Combine(Root, name, "flint.snapshot");
        return Imported.From(File.ReadAllBytes(Path.Combine(Root, name, "flint.aof")), File.Exists(snapshot) ? File.ReadAllBytes(snapshot) : null);
    }

    // Every member that stands there, so that none is forgotten; times as ticks.
    private static SortedDictionary<string, string?> Expected(JsonElement limit) => new(
        limit.EnumerateObject().ToDictionary(
            member => member.Name,
            member => member.Value.ValueKind == JsonValueKind.Null ? null
                : member.Name.EndsWith("_at", StringComparison.Ordinal) ? Said(InstantText.Parse(member.Value.GetString()!))
                : member.Value.ToString()),
        StringComparer.Ordinal);

    private static string? Said(long instant) => instant == 0 ? null : $"{instant}";
}
