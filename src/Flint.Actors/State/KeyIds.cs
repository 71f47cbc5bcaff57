namespace Flint.State;

/// <summary>The persistence ids of Flint's actors.</summary>
public static class KeyIds
{
    /// <summary>What every key's persistence id starts with.</summary>
    public const string Prefix = "flint/key/";

    /// <summary>The persistence id of the check_all coordinator.</summary>
    public const string CheckAll = "flint/check-all";

    /// <summary>The persistence id of the keeper of templates.</summary>
    public const string Templates = "flint/templates";

    /// <summary>The persistence id of the totals, of which compactions alone write.</summary>
    public const string Totals = "flint/totals";

    /// <summary>The persistence id of a key.</summary>
    public static string Of(string key) => Prefix + key;
}
