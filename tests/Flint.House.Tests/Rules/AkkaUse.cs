using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>Only the layers that live among actors know Akka.</summary>
internal static class AkkaUse
{
    public static readonly Exempt[] Places =
    [
        new("Flint.Actors/Actors", "actors"),
        new("Flint.Actors/Hosting", "starts them in a system"),
        new("Flint.Actors/Limiter.cs", "keeps a system of its own"),
        new("Flint.Actors.Journal/Plugin", "a journal and a snapshot store"),
        new("Flint.Actors.Journal/Hosting", "puts them into a system"),
    ];

    public static bool Is(Use use) => use.Assembly == "Akka" || use.Assembly.StartsWith("Akka.", StringComparison.Ordinal);
}
