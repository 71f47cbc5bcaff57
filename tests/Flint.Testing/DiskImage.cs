using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Flint.Testing;

/// <summary>What stands on a disk: names, and the content of their files. Two names of one file have one array.</summary>
internal sealed class DiskImage(IReadOnlyDictionary<string, byte[]> files, bool wasHeld, uint salts, StaleBytes stale)
{
    /// <summary>The content by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => files;

    /// <summary>The same directory with other files.</summary>
    public DiskImage With(IReadOnlyDictionary<string, byte[]> other) => new(other, wasHeld, salts, stale);

    /// <summary>The same for the same names and contents.</summary>
    public UInt128 Hash()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[8];
        foreach (var (name, content) in files)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, name.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], content.Length);
            sum.AppendData(head);
            sum.AppendData(Encoding.UTF8.GetBytes(name));
            sum.AppendData(content);
        }
        Span<byte> hash = stackalloc byte[32];
        sum.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>A disk on which this stands, durably.</summary>
    public MemoryDisk ToDisk() => MemoryDisk.Of(files, wasHeld, salts, stale);
}
