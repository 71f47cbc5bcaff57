using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>The body of <c>POST /v1/limits</c>. In every request a member that is null counts as left out.</summary>
public sealed record LimitRequest
{
    /// <summary>The key to configure.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Key { get; set; }

    /// <summary>How much may be spent in a period; required.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Rate { get; set; }

    /// <summary>The period as people write it, such as <c>10s</c>; required.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Per { get; set; }

    /// <summary>The name of the algorithm; left out: <c>token_bucket</c>.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Algorithm { get; set; }

    /// <summary>Whether a key that has a limit keeps it; left out: false.</summary>
    public bool? OnlyIfMissing { get; set; }

    /// <summary>The algorithm that is named, or the default.</summary>
    /// <exception cref="UnknownAlgorithmException">There is no algorithm of that name.</exception>
    public Algorithm ToAlgorithm() => Algorithm is null ? Flint.Algorithm.TokenBucket : AlgorithmNames.Parse(Algorithm);
}
