using System.Text;
using System.Text.Json;
using CsCheck;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Tests.Format;

public sealed class LineTests
{
    private static readonly string[] Texts = ["", "plain", "\"", "\\", "a\"b\\c\nd\re\tf\bg\fh\0i\u001fj", "é ß 漢 🔥 \u2028 \u007f", "{\"group\":1", new string('x', 5000)];

    [Fact]
    public void Line_should_be_one_line_of_json_that_any_reader_understands()
    {
        foreach (var text in Texts)
        {
            var buffer = new LineBuffer();
            LineEncoder.Event(buffer, text, 3, text, 4, text, text, "{\"a\":[1]}"u8, isJson: true);

            Assert.Equal(1, buffer.Written.Count((byte)'\n'));
            var json = JsonDocument.Parse(buffer.Written.ToArray()).RootElement;
            Assert.Equal(text, json.GetProperty("pid").GetString());
            Assert.Equal(text, json.TryGetProperty("writer", out var writer) ? writer.GetString() : "");
            Assert.Equal(text, json.GetProperty("type").GetString());
            Assert.Equal(1, json.GetProperty("event").GetProperty("a")[0].GetInt32());
        }
    }

    [Fact]
    public void Line_should_be_read_by_its_layout_and_by_any_order_of_its_members_alike()
    {
        foreach (var text in Texts)
        {
            foreach (var (line, loose) in Lines(text))
            {
                Assert.True(LineDecoder.TryLayout(line, out var strict));
                Assert.False(LineDecoder.TryLayout(loose, out _));
                Assert.True(LineDecoder.TryDecode(loose, out var free));
                Assert.Equal((true, false), (strict.IsLaidOut, free.IsLaidOut));
                Assert.True(LineDecoder.TryDecodeHead(loose, out var head));
                Assert.Equal((free.Kind, free.SequenceNr, free.Time), (head.Kind, head.SequenceNr, head.Time));
                Assert.Equal(
                    (strict.Kind, strict.SequenceNr, strict.Time, strict.SerializerId, strict.PayloadIsJson),
                    (free.Kind, free.SequenceNr, free.Time, free.SerializerId, free.PayloadIsJson));
                Assert.Equal(text, JsonText.Decode(strict.PersistenceId.Of(line)));
                Assert.Equal(text, JsonText.Decode(free.PersistenceId.Of(loose)));
                if (strict.Kind is LineKind.Event or LineKind.Snapshot)
                    Assert.Equal(strict.Payload(line)!.Value.ToArray(), free.Payload(loose)!.Value.ToArray());
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"pid\":\"a\"}")]
    [InlineData("{\"pid\":\"a\",\"seq\":1}")]
    [InlineData("{\"pid\":\"a\",\"seq\":\"1\",\"event\":1}")]
    [InlineData("{\"pid\":1,\"seq\":1,\"event\":1}")]
    [InlineData("{\"pid\":\"a\",\"seq\":1,\"writer\":\"\",\"serializer\":1,\"type\":\"\",\"event\":1")]
    [InlineData("{\"pid\":\"a\\\"")]
    [InlineData("{\"pid\":\"a\\")]
    [InlineData("[1]")]
    [InlineData("{\"pid\":\"a\",\"deleted_to\":1}}")]
    public void Text_that_is_no_line_should_not_be_read(string text) => Assert.False(LineDecoder.TryDecode(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Noise_should_never_throw() => Gen.Byte.Array[0, 80].Sample(bytes =>
    {
        byte[] line = [.. "{\"pid\":\"a\",\"seq\":1,"u8, .. bytes];
        LineDecoder.TryDecode(line, out _);
        GroupClosing.TryRead([.. "{\"group\":1,\"bytes\":"u8, .. bytes], out _);
        GenerationHeader.Read([.. "{\"flint\":2,"u8, .. bytes], out _);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(700)]
    [InlineData(7000)]
    public void Closing_line_should_count_its_own_digits_at_every_length(int start)
    {
        for (var lines = start; lines < start + 300; lines++)
        {
            var group = new LineBuffer();
            group.Add(new byte[lines]);

            var closing = GroupClosing.Close(group, 12, GroupSum.Of("x"u8), 11, 5, new Salt(0xf1));

            Assert.Equal(group.Length, closing.Bytes);
            Assert.True(GroupClosing.TryRead(group.Written[lines..], out var read));
            Assert.Equal(closing, read);
            Assert.True(read.Sums(group.Written));
        }
    }

    [Fact]
    public void Closing_line_with_any_bit_flipped_should_be_noticed()
    {
        var group = new LineBuffer();
        group.Add("line\n"u8);
        GroupClosing.Close(group, 12, GroupSum.Of("x"u8), 11, 5, new Salt(0xf1));
        var bytes = group.Written.ToArray();
        for (var bit = 5 * 8; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(GroupClosing.TryRead(bytes.AsSpan(5), out var closing) && closing.Sums(bytes), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Header_of_another_version_should_be_known_for_one()
    {
        var ours = new GenerationHeader(3, 4, GroupSum.Of("x"u8), new Salt(0xf1)).Encode();
        Assert.Equal(HeaderVerdict.Ours, GenerationHeader.Read(ours, out var header));
        Assert.Equal((3, 4, 0xf1u), (header.Generation, header.First, header.Salt.Value));

        var start = Encoding.UTF8.GetBytes("{\"flint\":3,\"more\":true,\"sum\":\"");
        var hex = new byte[GroupSum.HexLength];
        GroupSum.Of(start).Write(hex);
        Assert.Equal(HeaderVerdict.OtherVersion, GenerationHeader.Read([.. start, .. hex, .. "\"}\n"u8], out _));
        Assert.Equal(HeaderVerdict.Damaged, GenerationHeader.Read(ours.AsSpan(0, ours.Length - 1), out _));
        Assert.Equal(HeaderVerdict.Foreign, GenerationHeader.Read("{\"version\":1}\n"u8, out _));
    }

    private static IEnumerable<(byte[] Line, byte[] Loose)> Lines(string text)
    {
        var pid = JsonSerializer.Serialize(text);
        var at = "2026-11-24T12:00:00.0000001Z";
        var ticks = new DateTime(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc).Ticks + 1;
        var buffer = new LineBuffer();
        LineEncoder.Event(buffer, text, 3, "w", 4, "t", "", "{\"a\":1}"u8, isJson: true);
        yield return Pair(buffer, $$"""{ "event": {"a":1}, "x":[{}], "serializer":4, "seq":3, "pid":{{pid}}, "writer":"w", "type":"t"}""");
        LineEncoder.Event(buffer, text, 3, "", 4, "t", "", "{\"a\":1}"u8, isJson: true);
        yield return Pair(buffer, $$"""{"seq":3,"pid":{{pid}},"serializer":4,"type":"t","event":{"a":1} }""");
        LineEncoder.Event(buffer, text, 3, "w", 4, "t", "m", [1, 2, 3], isJson: false);
        yield return Pair(buffer, $$"""{"pid":{{pid}},"seq":3,"data":"AQID","writer":"w","serializer":4,"type":"t","manifest":"m"}""");
        LineEncoder.EventsDeleted(buffer, text, 9);
        yield return Pair(buffer, $$"""{"deleted_to":9,"pid":{{pid}}}""");
        LineEncoder.Snapshot(buffer, text, 5, ticks, 4, "t", "[1]"u8, isJson: true);
        yield return Pair(buffer, $$"""{"at":"{{at}}","pid":{{pid}},"snapshot":[1],"seq":5,"serializer":4,"type":"t"}""");
        LineEncoder.Snapshot(buffer, text, 5, ticks, 4, "t", "[1]"u8, isJson: true);
        yield return Pair(buffer, $$"""{"pid":{{pid}},"seq":5,"serializer":4,"type":"t","at":"{{at}}","snapshot":[1]}""");
        LineEncoder.Snapshot(buffer, text, 5, ticks, 4, "t", [1, 2, 3], isJson: false);
        yield return Pair(buffer, $$"""{"pid":{{pid}},"seq":5,"serializer":4,"type":"t","data":"AQID","at":"{{at}}"}""");
        LineEncoder.SnapshotDeleted(buffer, text, 5, ticks);
        yield return Pair(buffer, $$"""{"at":"{{at}}","pid":{{pid}},"snapshot_deleted":5}""");
    }

    private static (byte[] Line, byte[] Loose) Pair(LineBuffer buffer, string loose)
    {
        var line = buffer.Written[..^1].ToArray();
        buffer.Clear();
        return (line, Encoding.UTF8.GetBytes(loose));
    }
}
