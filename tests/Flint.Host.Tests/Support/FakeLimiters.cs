namespace Flint.Host.Tests.Support;

/// <summary>One fake limiter for every directory, and what was asked of the source.</summary>
internal sealed class FakeLimiters : ILimiterSource
{
    public FakeLimiter Limiter { get; } = new();

    public List<(string? DataDirectory, SyncMode? Sync)> Opened { get; } = [];

    public List<string> Announced { get; } = [];

    /// <summary>Thrown instead of opening, if set.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>What opening has repaired.</summary>
    public string? Repair { get; set; }

    /// <summary>The directories that were looked at, and those whose torn tail was to be cut.</summary>
    public List<string> Looks { get; } = [];

    public string DefaultDataDirectory { get; set; } = Path.GetTempPath();

    public ValueTask<OpenLimiter> OpenAsync(string? dataDirectory, SyncMode? sync, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Refusal is not null)
            throw Refusal;
        Opened.Add((dataDirectory, sync));
        return ValueTask.FromResult(new OpenLimiter(Limiter, () => null, Announced.Add, Repair is null ? null : [Repair]));
    }

    public ValueTask<DoctorReport> ExamineAsync(string? dataDirectory, CancellationToken ct)
    {
        if (Refusal is not null)
            throw Refusal;
        Looks.Add($"look {dataDirectory}".Trim());
        return ValueTask.FromResult(Limiter.Report);
    }

    public ValueTask<IReadOnlyList<string>> CutTornTailAsync(string? dataDirectory, CancellationToken ct)
    {
        Looks.Add($"cut {dataDirectory}".Trim());
        return ValueTask.FromResult<IReadOnlyList<string>>(Repair is null ? [] : [Repair]);
    }
}
