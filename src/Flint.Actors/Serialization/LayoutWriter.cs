using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Flint.Serialization;

/// <summary>Writes JSON by its layout, piece by piece: what <see cref="LayoutText"/> reads. What was added last counts only after <see cref="Flush"/>.</summary>
internal ref struct LayoutWriter(IBufferWriter<byte> to)
{
    private const int LongestNumber = 20;
    private const int LongestInstant = 30;
    private const int LeastRoom = 256;

    // What no string of JSON escapes.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private Span<byte> _room;
    private int _length;

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        Put(text);
    }

    /// <summary>Adds a member's name, or whatever stands before the number, and the number.</summary>
    public void Add(scoped ReadOnlySpan<byte> before, long number)
    {
        Reserve(before.Length + LongestNumber);
        Put(before);
        Utf8Formatter.TryFormat(number, _room[_length..], out var length);
        _length += length;
    }

    /// <summary>Adds a member's name, and the instant with its quotes, as <see cref="JsonInstant"/> writes it: without the zeros at the end of the second's fraction, and without a fraction that is none.</summary>
    public void AddInstant(scoped ReadOnlySpan<byte> before, long ticks)
    {
        Reserve(before.Length + LongestInstant);
        Put(before);
        Put("\""u8);
        var text = _room[_length..];
        Utf8Formatter.TryFormat(new DateTime(ticks, DateTimeKind.Utc), text, out var length, 'O');
        _length += text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        Put("Z\""u8);
    }

    /// <summary>Adds a member's name, and the string with its quotes.</summary>
    public void AddString(scoped ReadOnlySpan<byte> before, string text)
    {
        Add(before);
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            Add(text, static (json, value) => json.WriteStringValue(value));
            return;
        }
        Reserve(text.Length + 2);
        Put("\""u8);
        _length += Encoding.ASCII.GetBytes(text, _room[_length..]);
        Put("\""u8);
    }

    /// <summary>Adds what the framework's writer makes of the value.</summary>
    public void Add<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        Flush();
        using var json = new Utf8JsonWriter(to, FlintJson.WriterOptions);
        write(json, value);
    }

    /// <summary>What was added is written.</summary>
    public void Flush()
    {
        to.Advance(_length);
        _room = default;
        _length = 0;
    }

    private void Put(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_room[_length..]);
        _length += text.Length;
    }

    private void Reserve(int bytes)
    {
        if (bytes > _room.Length - _length)
            Grow(bytes);
    }

    private void Grow(int bytes)
    {
        if (_length > 0)
            Flush();
        _room = to.GetSpan(Math.Max(bytes, LeastRoom));
    }
}
