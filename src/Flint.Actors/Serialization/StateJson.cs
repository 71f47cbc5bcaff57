using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Flint.Limits;
using Flint.State;

namespace Flint.Serialization;

/// <summary>A key's state, field by field; 128-bit numbers as strings, since <c>jq</c> would round them.</summary>
internal static class StateJson
{
    public static void Write(Utf8JsonWriter json, in LimitState state)
    {
        json.WriteStartObject();
        WriteIfSet(json, "last_event_at"u8, state.LastAt);
        json.WriteNumber("total_allowed"u8, state.TotalAllowed);
        json.WriteNumber("total_denied"u8, state.TotalDenied);
        json.WriteNumber("total_allowed_cost"u8, state.TotalAllowedCost);
        json.WriteNumber("total_denied_cost"u8, state.TotalDeniedCost);
        WriteIfSet(json, "last_allowed_at"u8, state.LastAllowedAt);
        WriteIfSet(json, "last_denied_at"u8, state.LastDeniedAt);
        WriteIfSet(json, "last_reset_at"u8, state.LastResetAt);
        if (state.Transactions != default)
        {
            json.WriteNumber("low_water"u8, state.Transactions.LowWater);
            json.WriteStartArray("transactions"u8);
            foreach (var (from, to) in state.Transactions.Runs)
            {
                json.WriteNumberValue(from);
                json.WriteNumberValue(to);
            }
            json.WriteEndArray();
        }
        if (state.Config is { } config)
        {
            json.WritePropertyName("config"u8);
            ConfigJson.Write(json, config);
            json.WriteStartObject("quota"u8);
            Write(json, state.Quota.Export(config.Terms));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static LimitState Read(JsonElement json)
    {
        var config = json.TryGetProperty("config", out var c) ? ConfigJson.Read(c) : null;
        return new LimitState
        {
            Config = config,
            Quota = config is null ? default : Quota.Import(config.Terms, ReadQuota(config.Terms.Algorithm, json.GetProperty("quota"))),
            LastAt = Instant(json, "last_event_at"),
            TotalAllowed = json.GetProperty("total_allowed").GetInt64(),
            TotalDenied = json.GetProperty("total_denied").GetInt64(),
            TotalAllowedCost = json.GetProperty("total_allowed_cost").GetInt64(),
            TotalDeniedCost = json.GetProperty("total_denied_cost").GetInt64(),
            LastAllowedAt = Instant(json, "last_allowed_at"),
            LastDeniedAt = Instant(json, "last_denied_at"),
            LastResetAt = Instant(json, "last_reset_at"),
            Transactions = json.TryGetProperty("low_water", out var mark)
                ? new TransactionMarks(mark.GetInt64(), ReadRuns(json.GetProperty("transactions")))
                : default,
        };
    }

    private static void Write(Utf8JsonWriter json, QuotaState quota)
    {
        switch (quota)
        {
            case TokenBucketState bucket:
                json.WriteString("level"u8, bucket.Level.ToString(CultureInfo.InvariantCulture));
                json.WriteInstant("at"u8, bucket.At);
                break;
            case SlidingWindowState log:
                json.WriteStartArray("spends"u8);
                foreach (var (at, cost) in log.Spends)
                {
                    json.WriteNumberValue(at);
                    json.WriteNumberValue(cost);
                }
                json.WriteEndArray();
                break;
            case FixedWindowState window:
                json.WriteInstant("start"u8, window.Start);
                json.WriteNumber("used"u8, window.Used);
                break;
            default:
                throw new InvalidOperationException($"{quota.GetType()} cannot be written");
        }
    }

    private static QuotaState ReadQuota(Algorithm algorithm, JsonElement json) => algorithm switch
    {
        Algorithm.TokenBucket => new TokenBucketState(Int128.Parse(json.GetProperty("level").GetString()!, CultureInfo.InvariantCulture), json.GetInstant("at")),
        Algorithm.SlidingWindowLog => new SlidingWindowState([.. Pairs(json.GetProperty("spends")).Select(p => new LoggedSpend(p.First, p.Second))]),
        _ => new FixedWindowState(json.GetInstant("start"), json.GetProperty("used").GetInt64()),
    };

    private static ImmutableArray<(long From, long To)> ReadRuns(JsonElement json) => [.. Pairs(json)];

    private static IEnumerable<(long First, long Second)> Pairs(JsonElement json) => json.EnumerateArray().Chunk(2).Select(p => (p[0].GetInt64(), p[1].GetInt64()));

    private static void WriteIfSet(Utf8JsonWriter json, ReadOnlySpan<byte> name, long instant)
    {
        if (instant != 0)
            json.WriteInstant(name, instant);
    }

    private static long Instant(JsonElement json, string name) => json.TryGetProperty(name, out _) ? json.GetInstant(name) : 0;
}
