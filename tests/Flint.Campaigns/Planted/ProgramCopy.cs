using System.Diagnostics;
using Flint.Campaigns.Faults;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Planted;

/// <summary>A copy of this program beside which other assemblies are put than those it was built with. It runs as a process of its own: a bug may do anything to that.</summary>
internal sealed class ProgramCopy : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-planted-");

    public ProgramCopy()
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_directory.FullName, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Where the assembly of a project stands.</summary>
    public string Assembly(string project) => Path.Combine(_directory.FullName, $"{project}.dll");

    /// <summary>Runs a campaign up to its first violation.</summary>
    public CampaignEnd Run(string campaign)
    {
        var clock = Stopwatch.StartNew();
        using var process = DotNet.Start(_directory.FullName, [Assembly("Flint.Campaigns"), .. campaign.Split(' '), FaultCommands.First]);
        using var limit = new Timer(_ => process.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        var (violation, end) = ((string?)null, (FaultEnd?)null);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(Report.Violation, StringComparison.Ordinal))
                violation ??= line[Report.Violation.Length..];
            end = FaultEnd.TryParse(line) ?? end;
        }
        process.WaitForExit();
        return new CampaignEnd(process.ExitCode, violation, end, clock.Elapsed);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

/// <summary>How a campaign of another process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Violation">The first promise that was broken, or null.</param>
/// <param name="End">What it says of itself; null if it did not come so far.</param>
/// <param name="Time">How long it took.</param>
internal sealed record CampaignEnd(int ExitCode, string? Violation, FaultEnd? End, TimeSpan Time)
{
    /// <summary>Whether it went through and broke no promise.</summary>
    public bool IsGreen => ExitCode == 0 && Violation is null && End is { Violations: 0 };

    /// <summary>Whether it went through and found a broken promise.</summary>
    public bool IsRed => ExitCode == 1 && Violation is not null && End is { Violations: > 0 };
}
