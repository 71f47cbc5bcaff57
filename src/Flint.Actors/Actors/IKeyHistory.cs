using Flint.State;

namespace Flint.Actors;

/// <summary>What the storage knows of the past of keys; where it cannot tell, there is none and nobody can ask for it.</summary>
internal interface IKeyHistory
{
    /// <summary>The newest written entries of the key, oldest first, denials in a row as one; at most <paramref name="keep"/>, and none of an unknown key.</summary>
    IReadOnlyList<LimitEntry> Read(string key, int keep);
}
