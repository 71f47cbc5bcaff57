namespace Flint.Campaigns.Planted;

/// <summary>A bug that storage like this is known to have, as a change of the product's sources, and the campaign that must find it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Campaign">The command line of the campaign.</param>
/// <param name="Edits">The changes, all of one project.</param>
internal sealed record PlantedBug(string Name, string What, string Campaign, params SourceEdit[] Edits)
{
    /// <summary>The project that it lives in.</summary>
    public string Project => Edits[0].Project;

    /// <summary>The sources that are changed, by their path below <c>src</c>.</summary>
    /// <param name="read">Reads a source by that path.</param>
    /// <exception cref="InvalidOperationException">A source is not the one that the bug was made for.</exception>
    public IReadOnlyDictionary<string, string> Apply(Func<string, string> read)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var edit in Edits)
        {
            try
            {
                sources[edit.File] = edit.Apply(sources.TryGetValue(edit.File, out var changed) ? changed : read(edit.File));
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidOperationException($"the bug {Name} cannot be planted: {e.Message}", e);
            }
        }
        return sources;
    }
}
