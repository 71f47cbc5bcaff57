using Flint.State;

namespace Flint.Import;

/// <summary>Reads the events of old logs and snapshots. Members come in any order; an unknown one is damage, since no version ever wrote one.</summary>
internal static class EventReader
{
    /// <summary>The event on which the text stands.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OldEvent Read(StrictJson json)
    {
        string? type = null, key = null;
        long? at = null;
        var cost = 1L;
        (string Key, OldLimit Limit)? config = null;
        List<CheckItem>? items = null;
        foreach (var field in json.Fields())
            switch (field)
            {
                case "type":
                    type = json.Text();
                    break;
                case "key":
                    key = json.Text();
                    break;
                case "at":
                    at = json.Instant();
                    break;
                case "cost":
                    cost = json.WholeUpTo(long.MaxValue);
                    break;
                case "config":
                    config = ReadConfig(json);
                    break;
                case "items":
                    items = [];
                    foreach (var _ in json.Elements())
                        items.Add(ReadItem(json));
                    break;
                default:
                    throw Unknown(field);
            }
        return (type, key, at, config, items) switch
        {
            ("LIMIT_CONFIGURED", null, null, { } c, null) => new OldEvent(EntryKind.Configured, c.Key, null, 0, c.Limit, []),
            ("ALLOW", { } k, { } t, null, null) => new OldEvent(EntryKind.Allow, k, t, cost, null, []),
            ("DENY", { } k, { } t, null, null) => new OldEvent(EntryKind.Deny, k, t, cost, null, []),
            ("RESET", { } k, { } t, null, null) => new OldEvent(EntryKind.Reset, k, t, 0, null, []),
            ("ALLOW_ALL", null, { } t, null, { } i) => new OldEvent(EntryKind.AllowAll, "", t, 0, null, i),
            _ => throw new FormatException($"an event of type \"{type}\" with these members is not known"),
        };
    }

    /// <summary>The configuration on which the text stands.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static (string Key, OldLimit Limit) ReadConfig(StrictJson json)
    {
        string? key = null;
        Int128? rate = null, perMillis = null, perSeconds = null;
        Algorithm? algorithm = null;
        foreach (var field in json.Fields())
            switch (field)
            {
                case "key":
                    key = json.Text();
                    break;
                case "rate":
                    rate = json.Whole();
                    break;
                case "per_millis":
                    perMillis = json.Whole();
                    break;
                case "per_seconds":
                    perSeconds = json.Whole();
                    break;
                case "algorithm":
                    algorithm = ParseAlgorithm(json.Text());
                    break;
                default:
                    throw Unknown(field);
            }
        return key is not null && rate is not null && algorithm is not null && (perMillis ?? perSeconds * 1000) is { } per
            ? (key, new OldLimit(rate.Value, per, algorithm.Value))
            : throw new FormatException("a configuration lacks its key, rate, period or algorithm");
    }

    private static CheckItem ReadItem(StrictJson json)
    {
        string? key = null;
        long? cost = null;
        foreach (var field in json.Fields())
            switch (field)
            {
                case "key":
                    key = json.Text();
                    break;
                case "cost":
                    cost = json.WholeUpTo(long.MaxValue);
                    break;
                default:
                    throw Unknown(field);
            }
        return key is not null && cost is not null ? new CheckItem(key, cost.Value) : throw new FormatException("an item lacks its key or cost");
    }

    private static Algorithm ParseAlgorithm(string name)
    {
        try
        {
            return AlgorithmNames.Parse(name);
        }
        catch (UnknownAlgorithmException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static FormatException Unknown(string field) => new($"member \"{field}\" is not known there");
}
