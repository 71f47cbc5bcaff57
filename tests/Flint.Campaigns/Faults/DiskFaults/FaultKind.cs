using Flint.Testing;

namespace Flint.Campaigns.Faults.DiskFaults;

/// <summary>How a call fails.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Error">The error number.</param>
/// <param name="IsSticky">Whether every later call of its sort fails too.</param>
/// <param name="Operations">Which calls may fail.</param>
internal sealed record FaultKind(string Name, int Error, bool IsSticky, params string[] Operations)
{
    private static readonly (string Name, string[] Operations)[] Sorts =
    [
        ("open", ["open", "create"]),
        ("write", ["write"]),
        ("fsync", ["sync"]),
        ("fsync of the directory", ["syncdir"]),
        ("rename", ["rename"]),
        ("truncate", ["truncate"]),
        ("delete", ["delete"]),
        ("read", ["read", "stat", "list"]),
    ];

    /// <summary>How much of a failing write reaches the file, as <see cref="DiskFault.KeptBytes"/> says it.</summary>
    public int Kept { get; init; } = -1;

    /// <summary>All of them.</summary>
    public static IEnumerable<FaultKind> All()
    {
        foreach (var (name, operations) in Sorts)
        {
            foreach (var isSticky in (bool[])[false, true])
            {
                yield return new FaultKind($"EIO of {name}", DiskFault.InputOutputError, isSticky, operations);
                yield return new FaultKind($"ENOSPC of {name}", DiskFault.NoSpace, isSticky, operations);
            }
        }
        foreach (var kept in (int[])[0, 1, DiskFault.AllButOne])
            yield return new FaultKind($"a short write, {(kept == DiskFault.AllButOne ? "all but the last byte" : $"{kept} bytes")}", DiskFault.NoSpace, IsSticky: false, "write") { Kept = kept };
    }

    public override string ToString() => $"{Name}, {(IsSticky ? "from then on" : "once")}";
}
