namespace Flint.Host;

/// <summary>Where the program gets its limiter from; the tests bring their own.</summary>
internal interface ILimiterSource
{
    /// <summary>The directory that is meant where the command line names none.</summary>
    string DefaultDataDirectory { get; }

    /// <summary>Opens the limiter of a data directory and creates what is missing; null leaves a setting to <c>hocon/flint.conf</c>.</summary>
    ValueTask<OpenLimiter> OpenAsync(string? dataDirectory, SyncMode? sync, CancellationToken ct);

    /// <summary>Looks at a data directory that is there, whoever may hold it, and changes nothing.</summary>
    ValueTask<DoctorReport> ExamineAsync(string? dataDirectory, CancellationToken ct);

    /// <summary>Cuts from the log what opening would cut, after copying it; what was done, as sentences.</summary>
    ValueTask<IReadOnlyList<string>> CutTornTailAsync(string? dataDirectory, CancellationToken ct);
}

/// <summary>A limiter that is open, with what a server says and asks beyond <see cref="ILimiter"/>.</summary>
/// <param name="Limiter">The limiter; disposing flushes.</param>
/// <param name="Failure">Why the storage is not sound, or null while it is.</param>
/// <param name="Announce">Leaves the server's URL where whoever finds the directory locked is told of it.</param>
/// <param name="Notes">What a person should hear of the opening, as sentences.</param>
internal sealed record OpenLimiter(ILimiter Limiter, Func<string?> Failure, Action<string> Announce, IReadOnlyList<string>? Notes = null) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Limiter.DisposeAsync();
}
