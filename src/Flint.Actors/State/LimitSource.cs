namespace Flint.State;

/// <summary>Who configured a key's limit; a later source of higher precedence replaces it.</summary>
public enum LimitSource
{
    /// <summary><see cref="ILimiter.LimitAsync(string, long, string, Algorithm, CancellationToken)"/> or a <see cref="ConfigureLimit"/>.</summary>
    Explicit,

    /// <summary>A policy of the application's configuration.</summary>
    Policy,

    /// <summary>A template of key patterns.</summary>
    Template,

    /// <summary>The lazy default of a middleware or decorator.</summary>
    Lazy,
}
