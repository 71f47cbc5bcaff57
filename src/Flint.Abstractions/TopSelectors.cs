namespace Flint;

/// <summary>The names of what keys are ranked by, on the wire and on the command line.</summary>
public static class TopSelectors
{
    /// <summary>Every name, in the order of <see cref="TopBy"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["denied", "allowed"];

    /// <summary>What that exact name stands for.</summary>
    /// <exception cref="UnsupportedTopSelectorException">Nothing has that name.</exception>
    public static TopBy Parse(string? name)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i] == name)
                return (TopBy)i;
        throw new UnsupportedTopSelectorException(name ?? "");
    }

    /// <summary>The name of what keys are ranked by.</summary>
    /// <exception cref="UnsupportedTopSelectorException">The value is none of the defined ones.</exception>
    public static string Name(this TopBy by) => (uint)by < (uint)All.Count ? All[(int)by] : throw new UnsupportedTopSelectorException(by.ToString());

    /// <summary>The total that counts.</summary>
    /// <exception cref="UnsupportedTopSelectorException">The value is none of the defined ones.</exception>
    public static long Total(this TopBy by, LimitStatus status) => by switch
    {
        TopBy.Denied => status.TotalDenied,
        TopBy.Allowed => status.TotalAllowed,
        _ => throw new UnsupportedTopSelectorException(by.ToString()),
    };
}
