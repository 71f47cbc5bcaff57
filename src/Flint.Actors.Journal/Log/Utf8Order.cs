namespace Flint.Actors.Journal.Log;

/// <summary>The order of the UTF-8 bytes, over UTF-16: the same but for surrogates, which stand for the highest code points and have not the highest values.</summary>
internal static class Utf8Order
{
    public static int Compare(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[same]).CompareTo(Rank(b[same]));
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
