namespace Flint.Actors.Journal.Log;

/// <summary>
/// One lot of lines is worked off on another thread while the next is filled: a long log is gone through by two. Whoever waits for the other thread and finds that it has not begun does its work
/// himself, and few lines never leave the thread that is there.
/// </summary>
/// <param name="work">Works a lot off.</param>
/// <param name="pace">Says when the other thread is left to others.</param>
internal sealed class TwoLots<TLot>(Action<TLot> work, Pace? pace = null)
    where TLot : ILot, new()
{
    private TLot _filling = new();
    private TLot _worked = new();
    private Task _working = Task.CompletedTask;

    /// <summary>The lot that takes the next line. What the work has thrown is thrown here.</summary>
    public TLot Filling
    {
        get
        {
            if (_filling.IsFull && pace?.IsBesideWrites == true)
                Finish();
            else if (_filling.IsFull)
                HandOver();
            return _filling;
        }
    }

    /// <summary>Returns once everything is worked off.</summary>
    public void Finish()
    {
        _working.GetAwaiter().GetResult();
        work(_filling);
        _filling.Clear();
    }

    private void HandOver()
    {
        _working.GetAwaiter().GetResult();
        (_filling, _worked) = (_worked, _filling);
        _filling.Clear();
        _working = Task.Run(() => work(_worked));
    }
}
