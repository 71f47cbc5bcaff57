using System.Numerics;
using Flint.Limits;
using Flint.State;

namespace Flint.Import;

/// <summary>
/// Reads the document of an old snapshot into the keys, and says from where the log goes on. Twice: how a sliding window folds hangs on the limit, which may stand behind it.
/// </summary>
internal sealed class SnapshotReader(ImportedKeys keys)
{
    private static readonly string[] Document = ["format_version", "created_at", "aof_offset", "state"];
    private static readonly string[] Maps = ["configs", "buckets", "fixed_windows", "sliding_windows", "metrics", "history"];

    /// <summary>When the snapshot was taken.</summary>
    public long CreatedAt { get; private set; }

    /// <summary>The offset in the log behind what the snapshot holds.</summary>
    public long LogOffset { get; private set; }

    /// <exception cref="CorruptStorageException">It is no snapshot.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another version.</exception>
    public void Read(ImportSource source)
    {
        var file = SnapshotFile.Open(source);
        if (file.Read(ReadLimits) is var version && version != 1)
            throw new UnsupportedFormatException($"the snapshot is of version {version}, and 1 is known: open it with a newer version", source.Name, 1, 0);
        file.Read(json => ReadRecord(json, Document, (field, value) =>
        {
            if (field == "state")
                ReadRecord(value, Maps, ReadMap);
            else
                value.Skip();
        }));
        keys.EndSnapshot(CreatedAt);
    }

    private ulong ReadLimits(StrictJson json)
    {
        ulong version = 0;
        ReadRecord(json, Document, (field, value) =>
        {
            switch (field)
            {
                case "format_version":
                    version = value.Whole();
                    break;
                case "created_at":
                    CreatedAt = value.Instant();
                    break;
                case "aof_offset":
                    LogOffset = value.WholeUpTo(long.MaxValue);
                    break;
                default:
                    ReadRecord(value, Maps, ReadConfigs);
                    break;
            }
        });
        return version;
    }

    private void ReadConfigs(string field, StrictJson json)
    {
        if (field != "configs")
        {
            json.Skip();
            return;
        }
        foreach (var key in json.Members())
        {
            var (named, limit) = EventReader.ReadConfig(json);
            if (named != key)
                throw new FormatException($"the limit of \"{key}\" is one of \"{named}\"");
            keys[key].Limit = limit;
        }
    }

    private void ReadMap(string field, StrictJson json)
    {
        switch (field)
        {
            case "configs":
                json.Skip();
                break;
            case "history":
                foreach (var _ in json.Elements())
                    keys.Show(EventReader.Read(json));
                break;
            default:
                foreach (var key in json.Members())
                    ReadOf(keys[key], field, json);
                break;
        }
    }

    // What a key has under another algorithm than its own is left from a time before it was reconfigured, or from a reset.
    private static void ReadOf(KeyFold key, string field, StrictJson json)
    {
        switch ((field, key.Limit?.Algorithm))
        {
            case ("metrics", _):
                ReadMetrics(key, json);
                break;
            case ("buckets", Algorithm.TokenBucket):
                ReadBucket(key, json);
                break;
            case ("fixed_windows", Algorithm.FixedWindowCounter):
                ReadWindow(key, json);
                break;
            case ("sliding_windows", Algorithm.SlidingWindowLog):
                ReadSpends(key, json);
                break;
            default:
                json.Skip();
                break;
        }
    }

    private static void ReadBucket(KeyFold key, StrictJson json)
    {
        var terms = key.Limit!.Terms;
        decimal tokens = 0;
        long at = 0;
        ReadRecord(json, ["tokens", "last_refill"], (field, value) =>
        {
            if (field == "tokens")
                tokens = value.Number();
            else
                at = value.Instant();
        });
        key.Restore(Quota.Import(terms, new TokenBucketState(Level(terms, tokens), at)), at);
    }

    private static void ReadWindow(KeyFold key, StrictJson json)
    {
        long used = 0, start = 0;
        ReadRecord(json, ["window_start", "count"], (field, value) =>
        {
            if (field == "count")
                used = value.WholeUpTo(long.MaxValue);
            else
                start = value.Instant();
        });
        if (used > 0)
            key.Restore(Quota.Import(key.Limit!.Terms, new FixedWindowState(start, used)), start);
    }

    // A unit of cost is an element there: equal ones are one spend.
    private static void ReadSpends(KeyFold key, StrictJson json)
    {
        var terms = key.Limit!.Terms;
        var quota = Quota.Full(terms, 0);
        var (newest, units) = (0L, 0L);
        foreach (var _ in json.Elements())
        {
            var at = json.Instant();
            if (at > newest)
            {
                quota = quota.Spend(terms, newest, units);
                (newest, units) = (at, 0);
            }
            units++;
        }
        key.Restore(quota.Spend(terms, newest, units), newest);
    }

    private static void ReadMetrics(KeyFold key, StrictJson json)
    {
        var totals = default(LimitState);
        ReadRecord(
            json,
            ["total_allowed", "total_denied", "total_allowed_cost", "total_denied_cost", "last_allowed_at", "last_denied_at", "last_reset_at"],
            (field, value) => totals = field switch
            {
                "total_allowed" => totals with { TotalAllowed = value.WholeUpTo(KeyFold.MostCounted) },
                "total_denied" => totals with { TotalDenied = value.WholeUpTo(KeyFold.MostCounted) },
                "total_allowed_cost" => totals with { TotalAllowedCost = value.WholeUpTo(long.MaxValue) },
                "total_denied_cost" => totals with { TotalDeniedCost = value.WholeUpTo(long.MaxValue) },
                "last_allowed_at" => totals with { LastAllowedAt = value.InstantOrNever() },
                "last_denied_at" => totals with { LastDeniedAt = value.InstantOrNever() },
                _ => totals with { LastResetAt = value.InstantOrNever() },
            });
        key.RestoreTotals(totals);
    }

    // Every field, each once, and no other: no version wrote less or more.
    private static bool ReadRecord(StrictJson json, string[] fields, Action<string, StrictJson> read)
    {
        var count = 0;
        foreach (var field in json.Fields())
        {
            if (!fields.Contains(field))
                throw new FormatException($"member \"{field}\" is not known there");
            read(field, json);
            count++;
        }
        return count == fields.Length ? true : throw new FormatException($"there must be {string.Join(", ", fields)}");
    }

    // Tokens are a binary fraction written as a decimal one: exactly so many, down to the fraction that a level can hold.
    private static Int128 Level(in Terms terms, decimal tokens)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(tokens, bits);
        var units = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        var level = units * terms.PerTicks / BigInteger.Pow(10, (bits[3] >> 16) & 0xff);
        return (Int128)BigInteger.Min(tokens < 0 ? BigInteger.Zero : level, (BigInteger)terms.Rate * terms.PerTicks);
    }
}
