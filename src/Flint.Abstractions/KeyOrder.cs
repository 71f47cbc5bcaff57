namespace Flint;

/// <summary>The order of keys everywhere: by their UTF-8 bytes, which is the order of their code points.</summary>
public static class KeyOrder
{
    /// <summary>The comparer.</summary>
    public static IComparer<string?> Comparer { get; } = Comparer<string?>.Create(Compare);

    /// <summary>Compares two keys of valid Unicode.</summary>
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
            return string.CompareOrdinal(left, right);
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a == b)
                continue;
            // A surrogate stands for a code point above every other character of the first plane.
            return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
        }
        return left.Length - right.Length;
    }
}
