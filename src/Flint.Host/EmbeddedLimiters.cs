namespace Flint.Host;

/// <summary>The embedded limiter on a data directory.</summary>
internal sealed class EmbeddedLimiters : ILimiterSource
{
    public string DefaultDataDirectory => Limiter.DefaultDataDirectory;

    public async ValueTask<OpenLimiter> OpenAsync(string? dataDirectory, SyncMode? sync, CancellationToken ct)
    {
        var limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = dataDirectory, Sync = sync }, ct);
        return new OpenLimiter(limiter, () => limiter.Failure?.Message, limiter.Announce, [.. limiter.Opening?.Notes() ?? []]);
    }

    public ValueTask<DoctorReport> ExamineAsync(string? dataDirectory, CancellationToken ct) => FlintDirectory.ExamineAsync(dataDirectory, ct);

    public async ValueTask<IReadOnlyList<string>> CutTornTailAsync(string? dataDirectory, CancellationToken ct) =>
        [.. (await FlintDirectory.CutTornTailAsync(new LimiterOptions { DataDirectory = dataDirectory }, ct))?.Notes() ?? []];
}
