using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>The members of one object of a key's batch, whatever its type: which of them belong to it is known once all are read.</summary>
internal struct EntryMembers
{
    private string? _type;
    private long? _at;
    private long? _cost;
    private List<(long Ticks, long Cost)>? _then;
    private long? _firstAt;
    private long? _count;
    private long? _transaction;
    private long? _lowWater;
    private long? _decidedAt;
    private CheckItem[]? _items;
    private LimitConfig? _config;

    /// <summary>Reads the object whose beginning was read.</summary>
    public static EntryMembers Read(ref Utf8JsonReader json)
    {
        var members = default(EntryMembers);
        while (json.NextMember())
            members.ReadValue(ref json);
        return members;
    }

    /// <summary>What the object stands for.</summary>
    /// <exception cref="UnsupportedFormatException">A newer version wrote it.</exception>
    public readonly LimitEntry[] ToEntries() => _type == "ALLOW" ? Grants() : [Other(Required(_at, "at"))];

    private void ReadValue(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("type"u8))
            _type = json.NextString();
        else if (json.ValueTextEquals("at"u8))
            _at = json.NextInstant();
        else if (json.ValueTextEquals("cost"u8))
            _cost = json.NextInt64();
        else if (json.ValueTextEquals("then"u8))
            _then = json.NextPairs();
        else if (json.ValueTextEquals("first_at"u8))
            _firstAt = json.NextInstant();
        else if (json.ValueTextEquals("count"u8))
            _count = json.NextInt64();
        else if (json.ValueTextEquals("tx"u8))
            _transaction = json.NextInt64();
        else if (json.ValueTextEquals("low_water"u8))
            _lowWater = json.NextInt64();
        else if (json.ValueTextEquals("decided_at"u8))
            _decidedAt = json.NextInstant();
        else if (json.ValueTextEquals("items"u8))
            _items = ItemsJson.Next(ref json);
        else if (json.ValueTextEquals("config"u8))
            _config = ConfigJson.Next(ref json);
        else
            json.SkipNext();
    }

    private readonly LimitEntry[] Grants()
    {
        var at = Required(_at, "at");
        var grants = new LimitEntry[1 + (_then?.Count ?? 0)];
        grants[0] = LimitEntry.Allow(at, Required(_cost, "cost"));
        for (var i = 1; i < grants.Length; i++)
            grants[i] = LimitEntry.Allow(at += _then![i - 1].Ticks, _then[i - 1].Cost);
        return grants;
    }

    private readonly LimitEntry Other(long at) => _type switch
    {
        "ALLOW_ALL" => LimitEntry.AllowAll(
            at, Required(_cost, "cost"), new CheckAllPart(Required(_transaction, "tx"), Required(_lowWater, "low_water"), _decidedAt ?? at, Required(_items, "items"))),
        "DENY" => LimitEntry.DenyRun(Required(_firstAt, "first_at"), at, Required(_count, "count"), Required(_cost, "cost")),
        "LIMIT_CONFIGURED" => LimitEntry.Configured(at, Required(_config, "config")),
        "RESET" => LimitEntry.Reset(at),
        "LIMIT_REMOVED" => LimitEntry.Removed(at),
        _ => throw new UnsupportedFormatException($"the log holds an entry of type \"{_type}\", which this version does not know"),
    };

    private static T Required<T>(T? value, string member)
        where T : struct => JsonText.Required(value, member);

    private static T Required<T>(T? value, string member)
        where T : class => JsonText.Required(value, member);
}
