using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>The body of <c>POST /v1/templates</c>.</summary>
public sealed record TemplateRequest
{
    /// <summary>The beginning of keys and a <c>*</c> behind it, or one key; required.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Pattern { get; set; }

    /// <summary>How much each key may spend in a period; required.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Rate { get; set; }

    /// <summary>The period as people write it, such as <c>10s</c>; required.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Per { get; set; }

    /// <summary>The name of the algorithm; left out: <c>token_bucket</c>.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Algorithm { get; set; }

    /// <summary>For how long a key is idle, with its quota full, before it is forgotten, such as <c>1h</c>; left out: as the server's <c>flint.conf</c> says.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? IdleTtl { get; set; }

    /// <summary>The algorithm that is named, or the default.</summary>
    /// <exception cref="UnknownAlgorithmException">There is no algorithm of that name.</exception>
    public Algorithm ToAlgorithm() => Algorithm is null ? Flint.Algorithm.TokenBucket : AlgorithmNames.Parse(Algorithm);
}
