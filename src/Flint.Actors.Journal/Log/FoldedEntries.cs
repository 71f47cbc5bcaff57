namespace Flint.Actors.Journal.Log;

/// <summary>Brings the lines of a new snapshot into the index, in the place of those they were folded from: one persistence id after the other, as they stand there.</summary>
/// <param name="index">The index.</param>
/// <param name="before">Everything before this position was folded.</param>
internal sealed class FoldedEntries(LogIndex index, LinePosition before)
{
    private byte[] _id = [];
    private IndexEntry? _entry;

    /// <summary>Takes up a group.</summary>
    public void Take(GroupScanner group, LogFile file)
    {
        for (var i = 0; i < group.LineCount; i++)
        {
            var text = group.LineAt(i, out var offset);
            var position = new LinePosition(file, offset);
            if (!LineHead.TryOf(text, position, out var line))
                throw LineHead.Unknown(LogFileNames.Snapshot, group.Line + i, position);
            if (_entry is null || !line.Id.SequenceEqual(_id))
            {
                Finish();
                (_id, _entry) = (line.Id.ToArray(), new IndexEntry());
            }
            _entry.Apply(line.Kind, line.Slot);
        }
    }

    /// <summary>There are no more.</summary>
    public void Finish()
    {
        if (_entry is not null)
            index.Replace(_id, before, _entry);
        _entry = null;
    }
}
