using Flint.Actors.Journal.Format;

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
            var line = group.LineAt(i, out var offset);
            if (!LineDecoder.TryDecodeHead(line, out var view) || !IdBytes.TryOfRaw(view.PersistenceId.Of(line), out var id))
                throw new CorruptStorageException(LogFileNames.Snapshot, group.Line + i, offset, "the line is of no known kind");
            if (_entry is null || !id.SequenceEqual(_id))
            {
                Finish();
                (_id, _entry) = (id.ToArray(), new IndexEntry());
            }
            _entry.Apply((RecordKind)view.Kind, view.SequenceNr, view.Time, new LinePosition(file, offset), line.Length);
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
