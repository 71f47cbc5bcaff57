namespace Flint.Testing;

/// <summary>One call that reached the disk, numbered from 1.</summary>
public sealed record DiskCall(int Number, string Operation, string File, long Offset = 0, long Bytes = 0);
