namespace Flint.Testing;

/// <summary>One call that reached the disk, numbered from 1; of an open file with the number of its descriptor.</summary>
public sealed record DiskCall(int Number, string Operation, string File, long Offset = 0, long Bytes = 0, int Descriptor = 0);
