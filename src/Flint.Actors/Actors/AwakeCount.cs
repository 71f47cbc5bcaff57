namespace Flint.Actors;

/// <summary>How many keys are awake, over all partitions.</summary>
internal sealed class AwakeCount
{
    private int _awake;

    /// <summary>How many are.</summary>
    public int Value => Volatile.Read(ref _awake);

    /// <summary>One has woken.</summary>
    public void Add() => Interlocked.Increment(ref _awake);

    /// <summary>One sleeps.</summary>
    public void Remove() => Interlocked.Decrement(ref _awake);
}
