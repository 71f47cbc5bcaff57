namespace Flint.Actors.Journal.Log;

/// <summary>Takes what is read while opening into the index, a good many lines at a time, on another thread than the one that reads, judges and parses.</summary>
/// <param name="index">Where they go; nobody else asks it before <see cref="Finish"/>.</param>
internal sealed class IndexFeed(LogIndex index) : ILineFeed, IDisposable
{
    private readonly Lots<IndexLines> _lots = new(index.Apply);

    /// <inheritdoc/>
    public void Take(GroupScanner group, LogFile file, string name)
    {
        for (var i = 0; i < group.LineCount; i++)
            _lots.ToFill().Add(LineHead.Of(group, i, file, name));
    }

    /// <summary>Returns once everything is in the index.</summary>
    public void Finish() => _lots.Finish();

    /// <summary>Nothing goes into the index any more.</summary>
    public void Dispose() => _lots.Dispose();
}
