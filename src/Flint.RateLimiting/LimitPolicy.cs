namespace Flint;

/// <summary>A limit that the application's configuration sets for the keys it names: it goes before what a key was configured with otherwise.</summary>
/// <param name="Name">Its name, which leases and logs tell.</param>
/// <param name="Terms">The limit.</param>
public sealed record LimitPolicy(string Name, LimitTerms Terms);
