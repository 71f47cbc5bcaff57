namespace Flint.Actors.Journal.Log;

/// <summary>
/// Takes what is read while opening into the index, a good many lines at a time, on another thread than the one that reads, judges and parses: a long log is opened by two.
/// The lines of a short one are taken by the one that is there.
/// </summary>
/// <param name="index">Where they go; nobody else asks it before <see cref="Finish"/>.</param>
internal sealed class IndexFeed(LogIndex index)
{
    private IndexLines _filling = new();
    private IndexLines _applied = new();
    private Task _applying = Task.CompletedTask;

    /// <summary>Takes the lines of a group.</summary>
    /// <exception cref="CorruptStorageException">One of them is none of ours.</exception>
    public void Take(GroupScanner group, LogFile file, string name)
    {
        for (var i = 0; i < group.LineCount; i++)
        {
            var line = LineHead.Of(group, i, file, name);
            if (_filling.IsFull)
                HandOver();
            _filling.Add(index.CodeOf(line.Id), line);
        }
    }

    /// <summary>Returns once everything is in the index.</summary>
    public void Finish()
    {
        _applying.GetAwaiter().GetResult();
        index.Apply(_filling);
        _filling.Clear();
    }

    // One lot is applied while the next is filled. Whoever waits for the other thread and finds that it has not begun does its work himself.
    private void HandOver()
    {
        _applying.GetAwaiter().GetResult();
        (_filling, _applied) = (_applied, _filling);
        _filling.Clear();
        _applying = Task.Run(() => index.Apply(_applied));
    }
}
