namespace Flint.Client.Contracts;

/// <summary>The body of requests that say nothing but their path: <c>{}</c>.</summary>
public sealed record EmptyRequest;
