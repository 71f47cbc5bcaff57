namespace Flint.Actors.Journal.Log;

/// <summary>Lines that go from one thread to another together.</summary>
internal interface ILot
{
    /// <summary>It is enough of them.</summary>
    bool IsFull { get; }

    /// <summary>How many bytes it has; not 0 if it is enough.</summary>
    int Length { get; }

    /// <summary>Empty again.</summary>
    void Clear();
}
