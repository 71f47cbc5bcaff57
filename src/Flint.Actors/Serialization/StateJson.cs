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

    /// <summary>Reads the object whose beginning was read.</summary>
    public static LimitState Read(ref Utf8JsonReader json)
    {
        var state = default(LimitState);
        var quota = default(QuotaMembers);
        long? lowWater = null;
        List<(long From, long To)>? runs = null;
        while (json.NextMember())
        {
            if (json.ValueTextEquals("last_event_at"u8))
                state = state with { LastAt = json.NextInstant() };
            else if (json.ValueTextEquals("total_allowed"u8))
                state = state with { TotalAllowed = json.NextInt64() };
            else if (json.ValueTextEquals("total_denied"u8))
                state = state with { TotalDenied = json.NextInt64() };
            else if (json.ValueTextEquals("total_allowed_cost"u8))
                state = state with { TotalAllowedCost = json.NextInt64() };
            else if (json.ValueTextEquals("total_denied_cost"u8))
                state = state with { TotalDeniedCost = json.NextInt64() };
            else if (json.ValueTextEquals("last_allowed_at"u8))
                state = state with { LastAllowedAt = json.NextInstant() };
            else if (json.ValueTextEquals("last_denied_at"u8))
                state = state with { LastDeniedAt = json.NextInstant() };
            else if (json.ValueTextEquals("last_reset_at"u8))
                state = state with { LastResetAt = json.NextInstant() };
            else if (json.ValueTextEquals("low_water"u8))
                lowWater = json.NextInt64();
            else if (json.ValueTextEquals("transactions"u8))
                runs = json.NextPairs();
            else if (json.ValueTextEquals("config"u8))
                state = state with { Config = ConfigJson.Next(ref json) };
            else if (json.ValueTextEquals("quota"u8))
                quota = NextQuota(ref json);
            else
                json.SkipNext();
        }
        return state with
        {
            Quota = state.Config is { Terms: var terms } ? Quota.Import(terms, quota.Of(terms.Algorithm)) : default,
            Transactions = lowWater is { } mark ? new TransactionMarks(mark, [.. JsonText.Required(runs, "transactions")]) : default,
        };
    }

    private static QuotaMembers NextQuota(ref Utf8JsonReader json)
    {
        var quota = default(QuotaMembers);
        json.Read();
        while (json.NextMember())
        {
            if (json.ValueTextEquals("level"u8))
                quota.Level = json.NextInt128();
            else if (json.ValueTextEquals("at"u8))
                quota.At = json.NextInstant();
            else if (json.ValueTextEquals("spends"u8))
                quota.Spends = json.NextPairs();
            else if (json.ValueTextEquals("start"u8))
                quota.Start = json.NextInstant();
            else if (json.ValueTextEquals("used"u8))
                quota.Used = json.NextInt64();
            else
                json.SkipNext();
        }
        return quota;
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

    private static void WriteIfSet(Utf8JsonWriter json, ReadOnlySpan<byte> name, long instant)
    {
        if (instant != 0)
            json.WriteInstant(name, instant);
    }

    // Whatever an algorithm keeps: which of them is known once the limit is.
    private struct QuotaMembers
    {
        public Int128? Level;
        public long? At;
        public List<(long At, long Cost)>? Spends;
        public long? Start;
        public long? Used;

        public readonly QuotaState Of(Algorithm algorithm) => algorithm switch
        {
            Algorithm.TokenBucket => new TokenBucketState(JsonText.Required(Level, "level"), JsonText.Required(At, "at")),
            Algorithm.SlidingWindowLog => new SlidingWindowState([.. JsonText.Required(Spends, "spends").Select(s => new LoggedSpend(s.At, s.Cost))]),
            _ => new FixedWindowState(JsonText.Required(Start, "start"), JsonText.Required(Used, "used")),
        };
    }
}
