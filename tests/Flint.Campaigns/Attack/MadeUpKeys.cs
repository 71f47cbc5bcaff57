namespace Flint.Campaigns.Attack;

/// <summary>The keys of an attacker who has as many addresses as he likes. Each is another one, and they come in no order.</summary>
internal static class MadeUpKeys
{
    /// <summary>What the keys of addresses begin with.</summary>
    public const string Prefix = "ip:";

    /// <summary>The limit of all of them.</summary>
    public const string Pattern = Prefix + "*";

    // An odd factor maps the numbers of 32 bits onto themselves.
    private const uint Stride = 2_654_435_761;

    /// <summary>The n-th of them: at most 18 ASCII characters.</summary>
    public static string Of(int seed, int n)
    {
        var address = ((uint)n * Stride) + (uint)seed;
        return $"{Prefix}{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
    }
}
