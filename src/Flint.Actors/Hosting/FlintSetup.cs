using Akka.Actor.Setup;

namespace Flint.Hosting;

/// <summary>What <c>WithFlint</c> leaves with the system it builds, for <see cref="FlintLimits.Get"/>.</summary>
internal sealed class FlintSetup(LimiterOptions options) : Setup
{
    public LimiterOptions Options { get; } = options;
}
