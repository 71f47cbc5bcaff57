using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>What a snapshot store has handed to its journal and has no answer for, and the loads that wait until they can see it.</summary>
internal sealed class OpenChanges
{
    private readonly Dictionary<string, List<SnapshotChange>> _changes = [];
    private readonly List<(LoadSnapshot Load, IActorRef Asker)> _loads = [];

    /// <summary>A change is under way.</summary>
    public void Add(SnapshotChange change)
    {
        ref var changes = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, change.PersistenceId, out _);
        (changes ??= []).Add(change);
    }

    /// <summary>Whether a load must wait; if so, it is kept until <see cref="Remove"/> gives it back.</summary>
    public bool Hold(LoadSnapshot load, IActorRef asker)
    {
        if (!_changes.ContainsKey(load.PersistenceId))
            return false;
        _loads.Add((load, asker));
        return true;
    }

    /// <summary>A change is answered; false if it was not open. What waited for it and can see it now comes back in <paramref name="ready"/>.</summary>
    public bool Remove(SnapshotChange change, out IReadOnlyList<(LoadSnapshot Load, IActorRef Asker)> ready)
    {
        ready = [];
        if (!_changes.TryGetValue(change.PersistenceId, out var changes) || !changes.Remove(change))
            return false;
        if (changes.Count > 0)
            return true;
        _changes.Remove(change.PersistenceId);
        if (_loads.Count > 0)
        {
            ready = _loads.FindAll(waiting => waiting.Load.PersistenceId == change.PersistenceId);
            _loads.RemoveAll(waiting => waiting.Load.PersistenceId == change.PersistenceId);
        }
        return true;
    }

    /// <summary>Everything that is open, in no order across persistence ids; nothing is open then.</summary>
    public IReadOnlyList<(ISnapshotRequest Request, IActorRef Asker)> Clear()
    {
        List<(ISnapshotRequest, IActorRef)> open = [];
        foreach (var changes in _changes.Values)
        {
            foreach (var change in changes)
                open.Add((change.Request, change.Asker));
        }
        foreach (var (load, asker) in _loads)
            open.Add((load, asker));
        _changes.Clear();
        _loads.Clear();
        return open;
    }
}
