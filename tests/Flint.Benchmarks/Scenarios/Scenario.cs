using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>One line of the table.</summary>
/// <param name="Work">What is measured.</param>
/// <param name="Callers">How many ask at the same time.</param>
/// <param name="IsDurable">Whether each grant is synced before it is answered (<c>always</c>), or only written (<c>batch</c>).</param>
/// <param name="Open">Prepares the work on a new directory.</param>
internal sealed record Scenario(string Work, int Callers, bool IsDurable, Func<string, Task<IWork>> Open)
{
    public string Mode => IsDurable ? "always" : "batch";

    public override string ToString() => $"{Work} | {Mode} | {Callers}";
}

/// <summary>Work that is ready to be measured.</summary>
internal interface IWork : IAsyncDisposable
{
    /// <summary>One round.</summary>
    Task<Sample> RunAsync(TimeSpan length);
}
