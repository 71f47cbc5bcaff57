using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>The body of <c>POST /v1/check</c> and <c>/v1/peek</c>, and one item of <c>POST /v1/check-all</c>.</summary>
/// <remarks>Settable, not <c>init</c>: the source generator reads such a type without boxing its members.</remarks>
public sealed record CheckRequest
{
    /// <summary>The key that is asked for.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Key { get; set; }

    /// <summary>The cost that is asked for; left out: 1.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Cost { get; set; }

    /// <summary>The key and cost as the limiter takes them; whether they are in bounds is for the limiter to judge.</summary>
    public CheckItem ToItem() => Cost is { } cost ? new CheckItem(Key!, cost) : new CheckItem(Key!);
}
