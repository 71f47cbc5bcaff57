using Flint.House.Tests.Support;

namespace Flint.House.Tests.Rules;

/// <summary>The program's doors take an <c>ILimiter</c>: which one it is stands in one file.</summary>
internal static class EmbeddedUse
{
    public static readonly Exempt[] Places =
    [
        new("Flint.Host/EmbeddedLimiters.cs", "opens the embedded limiter"),
    ];

    public static bool Is(Use use) => use.Assembly == "Flint.Actors";
}
