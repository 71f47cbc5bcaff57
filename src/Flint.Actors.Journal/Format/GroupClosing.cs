namespace Flint.Actors.Journal.Format;

/// <summary>The line that closes a group: by it the group validates alone and as a link of the chain.</summary>
/// <param name="Number">The group's number, from 1, running on over generations.</param>
/// <param name="Bytes">The length of the group: its lines and this one.</param>
/// <param name="Previous">The sum of the group before.</param>
/// <param name="Synced">The last group known to be synced when this one was written: damage up to it is no torn tail.</param>
/// <param name="Newest">The newest instant that anything up to here speaks of, in UTC ticks.</param>
/// <param name="Salt">That of the file it was written to first; none in a snapshot.</param>
/// <param name="Sum">The SHA-256 of all bytes of the group before these digits.</param>
internal readonly record struct GroupClosing(long Number, long Bytes, GroupSum Previous, long Synced, long Newest, Salt Salt, GroupSum Sum)
{
    /// <summary>No closing line is longer.</summary>
    public const int MaxLength = 320;

    /// <summary>How long the line is behind the digits of the sum.</summary>
    private const int TailLength = 3;

    /// <summary>How every closing line begins, and no other.</summary>
    public static ReadOnlySpan<byte> Prefix => "{\"group\":"u8;

    /// <summary>Closes the group that fills the buffer.</summary>
    public static GroupClosing Close(LineBuffer group, long number, GroupSum previous, long synced, long newest, Salt salt)
    {
        var closing = new GroupClosing(number, 0, previous, synced, newest, salt, default);
        Span<byte> line = stackalloc byte[MaxLength];
        // The length counts its own digits: the smallest number that fits is the one.
        var rest = group.Length + closing.Write(line).Length - 1;
        var bytes = rest + 1L;
        while (rest + Digits(bytes) != bytes)
            bytes = rest + Digits(bytes);
        closing = closing with { Bytes = bytes };
        var written = closing.Write(line);
        group.Add(written[..^(GroupSum.HexLength + TailLength)]);
        closing = closing with { Sum = GroupSum.Of(group.Written) };
        closing.Sum.Write(group.Reserve(GroupSum.HexLength)[..GroupSum.HexLength]);
        group.Advance(GroupSum.HexLength);
        group.Add("\"}\n"u8);
        return closing;
    }

    /// <summary>Reads a closing line, line feed included, strictly to the byte. It does not know whether the sum is right.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out GroupClosing closing)
    {
        closing = default;
        if (line.Length > MaxLength)
            return false;
        var cursor = new ByteCursor(line);
        if (!cursor.Skip(Prefix) || !cursor.Number(out var number)
            || !cursor.Skip(",\"bytes\":"u8) || !cursor.Number(out var bytes)
            || !cursor.Skip(",\"prev\":\""u8) || !cursor.Sum(out var previous)
            || !cursor.Skip("\",\"synced\":"u8) || !cursor.Number(out var synced)
            || !cursor.Skip(",\"newest\":\""u8) || !cursor.Time(out var newest)
            || !cursor.Skip("\""u8) || !cursor.SaltMember(out var salt)
            || !cursor.Skip(",\"sum\":\""u8) || !cursor.Sum(out var sum))
            return false;
        closing = new GroupClosing(number, bytes, previous, synced, newest, salt, sum);
        // Whatever is not exactly what would be written (leading zeros, upper case, a missing end) is damage.
        Span<byte> again = stackalloc byte[MaxLength];
        return number >= 1 && synced >= 0 && bytes >= line.Length && line.SequenceEqual(closing.Write(again));
    }

    /// <summary>Whether these are the bytes of the group, this line included.</summary>
    public bool Sums(ReadOnlySpan<byte> group) =>
        group.Length == Bytes && GroupSum.Of(group[..^(GroupSum.HexLength + TailLength)]) == Sum;

    /// <summary>The last group that it knows to be synced in a file of that salt: what was written to another file says nothing of this one.</summary>
    public long SyncedIn(Salt file) => Salt == file ? Synced : 0;

    private ReadOnlySpan<byte> Write(Span<byte> to)
    {
        var writer = new SpanWriter(to);
        writer.Add(Prefix);
        writer.Add(Number);
        writer.Add(",\"bytes\":"u8);
        writer.Add(Bytes);
        writer.Add(",\"prev\":\""u8);
        writer.Add(Previous);
        writer.Add("\",\"synced\":"u8);
        writer.Add(Synced);
        writer.Add(",\"newest\":\""u8);
        writer.AddTime(Newest);
        writer.Add("\""u8);
        writer.AddSaltMember(Salt);
        writer.Add(",\"sum\":\""u8);
        writer.Add(Sum);
        writer.Add("\"}\n"u8);
        return writer.Written;
    }

    private static int Digits(long number)
    {
        var digits = 1;
        while ((number /= 10) > 0)
            digits++;
        return digits;
    }
}
