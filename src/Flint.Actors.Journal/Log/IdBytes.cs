using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>A persistence id in the bytes that the index knows it by: its UTF-8.</summary>
internal readonly ref struct IdBytes
{
    /// <summary>How much room an id is given before memory is rented for it.</summary>
    public const int Room = 512;

    private readonly byte[]? _rented;

    public IdBytes(string id, Span<byte> room)
    {
        if (room.Length < id.Length * 3)
            room = _rented = ArrayPool<byte>.Shared.Rent(id.Length * 3);
        IsWhole = Utf8.FromUtf16(id, room, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done;
        Bytes = room[..written];
    }

    /// <summary>False where the text has a lone surrogate: no id has.</summary>
    public bool IsWhole { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The bytes of an id that stands in a line, as the raw content of a JSON string; false where it is none.</summary>
    public static bool TryOfRaw(ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> bytes)
    {
        bytes = raw;
        if (!raw.Contains((byte)'\\'))
            return Utf8.IsValid(raw);
        var text = JsonText.Decode(raw);
        bytes = Encoding.UTF8.GetBytes(text ?? "");
        return text is not null;
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
