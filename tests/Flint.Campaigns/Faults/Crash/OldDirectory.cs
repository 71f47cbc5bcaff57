using System.Text.Json;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.State;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>A sample directory of flint-limiter 0.1 or 0.2, and what that said of it.</summary>
/// <param name="Name">Its name.</param>
internal sealed record OldDirectory(string Name)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Samples");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OldDirectory> All { get; } =
        [.. Directory.GetDirectories(Root).Select(directory => new OldDirectory(Path.GetFileName(directory))).OrderBy(sample => sample.Name, StringComparer.Ordinal)];

    /// <summary>A disk with its files.</summary>
    public MemoryDisk ToDisk()
    {
        var disk = new MemoryDisk();
        foreach (var file in Directory.GetFiles(Path.Combine(Root, Name)))
            disk[Path.GetFileName(file)] = File.ReadAllBytes(file);
        return disk;
    }

    /// <summary>What of that an open log does not hold, or null: each key's limit and what it has counted.</summary>
    public string? Missing(LogEngine log)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, $"{Name}.expected.json")));
        foreach (var limit in expected.RootElement.GetProperty("limits").EnumerateArray())
        {
            using var lines = log.View(KeyIds.Of(limit.GetProperty("key").GetString()!));
            var (state, _) = KeyLines.FoldKey(lines);
            var found = (state.Config?.Terms.Rate, state.TotalAllowed, state.TotalAllowedCost, state.TotalDenied, state.TotalDeniedCost);
            if (found != (Number("rate"), Number("total_allowed"), Number("total_allowed_cost"), Number("total_denied"), Number("total_denied_cost")))
                return $"{lines.PersistenceId} was taken over as {found} from {limit}";

            long Number(string member) => limit.GetProperty(member).GetInt64();
        }
        return null;
    }
}
