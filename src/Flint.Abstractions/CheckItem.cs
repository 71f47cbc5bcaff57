namespace Flint;

/// <summary>One key of a check_all and what it is to be charged; converts from <c>"key"</c> and <c>("key", cost)</c>.</summary>
public readonly record struct CheckItem(string Key, long Cost = 1)
{
    public static implicit operator CheckItem(string key) => new(key);

    public static implicit operator CheckItem((string Key, long Cost) item) => new(item.Key, item.Cost);
}
