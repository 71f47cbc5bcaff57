namespace Flint.Actors.Journal.Log;

/// <summary>Lines that go from one thread to another together.</summary>
internal interface ILot
{
    /// <summary>It is enough of them.</summary>
    bool IsFull { get; }

    /// <summary>Empty again.</summary>
    void Clear();
}
