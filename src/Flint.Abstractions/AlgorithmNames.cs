namespace Flint;

/// <summary>The names of the algorithms on disk, on the wire and on the command line.</summary>
public static class AlgorithmNames
{
    /// <summary>Every name, in the order of <see cref="Algorithm"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["token_bucket", "sliding_window_log", "fixed_window_counter"];

    /// <summary>The name of an algorithm, for instance <c>token_bucket</c>.</summary>
    /// <exception cref="UnknownAlgorithmException">The value is none of the defined ones.</exception>
    public static string Name(this Algorithm algorithm) =>
        (uint)algorithm < (uint)All.Count ? All[(int)algorithm] : throw new UnknownAlgorithmException(algorithm.ToString());

    /// <summary>The algorithm of that exact name.</summary>
    /// <exception cref="UnknownAlgorithmException">There is no algorithm of that name.</exception>
    public static Algorithm Parse(string? name)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i] == name)
                return (Algorithm)i;
        throw new UnknownAlgorithmException(name ?? "");
    }
}
