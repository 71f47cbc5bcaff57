using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Flint.Actors.Journal.Format;

/// <summary>A SHA-256, kept as a value.</summary>
internal readonly record struct GroupSum(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Its length as lower-case hexadecimal digits.</summary>
    public const int HexLength = 64;

    public static GroupSum Of(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> sum = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(sum));
        return new GroupSum(sum[0], sum[1], sum[2], sum[3]);
    }

    /// <summary>That of everything in the stream.</summary>
    public static GroupSum Of(Stream bytes)
    {
        Span<ulong> sum = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(sum));
        return new GroupSum(sum[0], sum[1], sum[2], sum[3]);
    }

    public static bool TryParse(ReadOnlySpan<byte> hex, out GroupSum sum)
    {
        Span<ulong> words = stackalloc ulong[4];
        var read = Convert.FromHexString(hex, MemoryMarshal.AsBytes(words), out var consumed, out var written) == System.Buffers.OperationStatus.Done
            && consumed == HexLength && written == HexLength / 2;
        sum = read ? new GroupSum(words[0], words[1], words[2], words[3]) : default;
        return read;
    }

    public void Write(Span<byte> hex)
    {
        ReadOnlySpan<ulong> words = [A, B, C, D];
        Convert.TryToHexStringLower(MemoryMarshal.AsBytes(words), hex, out _);
    }
}
