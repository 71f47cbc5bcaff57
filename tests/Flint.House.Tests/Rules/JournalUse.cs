using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>Limits, state, messages and actors run on any journal: only the embedded default knows ours. And ours knows nothing of limits.</summary>
internal static class JournalUse
{
    public static readonly Exempt[] Places =
    [
        new("Flint.Actors/Hosting", "the embedded default"),
        new("Flint.Actors/Limiter.cs", "the embedded default"),
    ];

    // What the journal may know of the limiter's side: how storage fails.
    private static readonly string[] StorageExceptions =
    [
        "Flint.FlintException",
        "Flint.CorruptStorageException",
        "Flint.DataDirectoryLockedException",
        "Flint.StorageFailedException",
        "Flint.UnsupportedFormatException",
    ];

    public static bool Is(Use use) => use.Assembly == "Flint.Actors.Journal";

    public static bool IsLimits(Use use) => use.Assembly == "Flint.Abstractions" && !StorageExceptions.Contains(use.Type);
}
