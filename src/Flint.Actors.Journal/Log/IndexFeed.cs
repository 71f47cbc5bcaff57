namespace Flint.Actors.Journal.Log;

/// <summary>Takes what is read while opening into the index, some groups at a time, on another thread than the one that reads and judges.</summary>
internal sealed class IndexFeed : ILineFeed, IDisposable
{
    // Some milliseconds of reading: so late a thread may wake.
    private const int MostWaiting = 4 << 20;

    private readonly LogIndex _index;
    private readonly Lots<ReadGroups> _lots;
    private readonly IndexLines _lines = new();

    /// <param name="index">Where the lines go; nobody else asks it before <see cref="Finish"/>.</param>
    public IndexFeed(LogIndex index)
    {
        _index = index;
        _lots = new Lots<ReadGroups>(TakeUp, MostWaiting);
    }

    /// <inheritdoc/>
    public void Take(GroupScanner group, LogFile file, string name)
    {
        if (group.LineCount > 0)
            _lots.ToFill().Add(group, file, name);
    }

    /// <summary>Returns once everything is in the index.</summary>
    /// <exception cref="CorruptStorageException">A line is none of ours.</exception>
    public void Finish() => _lots.Finish();

    /// <summary>Nothing goes into the index any more.</summary>
    public void Dispose() => _lots.Dispose();

    private void TakeUp(ReadGroups read)
    {
        foreach (ref readonly var group in read.Groups)
        {
            for (var i = 0; i < group.LineCount; i++)
            {
                var line = read.LineAt(group, i, out var position);
                if (!LineHead.TryOf(line, position, out var head))
                    throw LineHead.Unknown(group.Name, group.Line + i, position);
                _lines.Add(head);
                if (_lines.IsFull)
                    Apply();
            }
        }
        Apply();
    }

    private void Apply()
    {
        _index.Apply(_lines);
        _lines.Clear();
    }
}
