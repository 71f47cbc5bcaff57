using System.Text;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class EventFrameTests
{
    private const string Id = "flint/limit/a";

    [Fact]
    public void Event_in_the_same_frame_should_be_read_by_it()
    {
        var frame = new EventFrame();
        Assert.False(frame.TryRead(Encoded(1), out _));

        Take(frame, Encoded(9, payload: "[1]"));

        Assert.True(frame.TryRead(Encoded(10, payload: "[22]"), out var record));
        Assert.Equal((10, "[22]", "writer", 7, "type", "manifest"), (record.SequenceNr, Text(record), record.Writer, record.SerializerId, record.TypeManifest, record.Manifest));
    }

    [Theory]
    [InlineData("""{"pid":"flint/limit/a","seq":2,"writer":"w","serializer":7,"type":"t","event":[1]""")]
    [InlineData("""{"pid":"flint/limit/a","seq":2,"serializer":7,"type":"t","event":[1]}""")]
    [InlineData("""{"pid":"flint/limit/a","seq":2,"writer":"w2","serializer":7,"type":"t","event":[1]}""")]
    [InlineData("""{"pid":"flint/limit/ab","seq":2,"writer":"w","serializer":7,"type":"t","event":[1]}""")]
    [InlineData("""{"pid":"flint/limit/a","seq":,"writer":"w","serializer":7,"type":"t","event":[1]}""")]
    [InlineData("""{"pid":"flint/limit/a","seq":2,"writer":"w","serializer":7,"type":"t","data":"AAAA"}""")]
    [InlineData("""{"pid":"flint/limit/a","state":2,"at":"2026-01-01T00:00:00.0000000Z","serializer":7,"type":"t","snapshot":[1]}""")]
    public void Other_line_should_not_be_read_by_it(string line)
    {
        var frame = new EventFrame();
        Take(frame, Bytes("""{"pid":"flint/limit/a","seq":1,"writer":"w","serializer":7,"type":"t","event":[1]}"""));

        Assert.False(frame.TryRead(Bytes(line), out _));
    }

    [Fact]
    public void Event_without_a_writer_should_have_a_frame()
    {
        var frame = new EventFrame();
        Take(frame, Encoded(9, writer: ""));

        Assert.True(frame.TryRead(Encoded(10, writer: "", payload: "[22]"), out var record));
        Assert.Equal((10, "[22]", ""), (record.SequenceNr, Text(record), record.Writer));
        Assert.False(frame.TryRead(Encoded(10), out _));
    }

    [Fact]
    public void Payload_that_is_no_JSON_should_have_no_frame()
    {
        var (frame, line) = (new EventFrame(), Bytes("""{"pid":"flint/limit/a","seq":1,"writer":"w","serializer":7,"type":"t","data":"AAAA"}"""));
        Take(frame, Encoded(1));

        Take(frame, line);

        Assert.False(frame.TryRead(line, out _));
        Assert.False(frame.TryRead(Encoded(1), out _));
    }

    // Another writer's lines, in another order or with white space, stand between the encoder's.
    [Fact]
    public void Whatever_is_read_by_it_should_be_what_the_decoder_reads()
    {
        var random = new Random(7);
        var frame = new EventFrame();
        var framed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var line = Any(random);
            if (frame.TryRead(line, out var record))
            {
                Assert.Equal(Fields(Decoded(line, out _)), Fields(record));
                framed++;
            }
            else
            {
                Take(frame, line);
            }
        }
        Assert.InRange(framed, 500, 19_500);
    }

    private static ReadOnlyMemory<byte> Any(Random random)
    {
        var number = random.NextInt64(1, random.Next(2) == 0 ? 100 : long.MaxValue);
        var (writer, type) = (random.Next(8) switch { 0 => "w\u00e9\"", < 3 => "", _ => "w" }, random.Next(8) == 0 ? "" : "t");
        var payload = random.Next(4) switch { 0 => "[]", 1 => """{"seq":5,"event":[1]}""", 2 => "\"}\"", _ => "[1,2,3]" };
        return random.Next(18) switch
        {
            12 => Bytes($$"""{"seq":{{number}},"event":{{payload}},"pid":"{{Id}}"}"""),
            13 => Bytes($$"""{"pid":"{{Id}}","seq":{{number}},"serializer":7,"type":"t","event":{{payload}}}"""),
            14 => Bytes($$"""{"pid":"{{Id}}","seq":{{number}},"serializer":7,"type":"t","event":{{payload}},"writer":"w"}"""),
            15 => Bytes($$"""{"pid":"{{Id}}","seq":{{number}},"writer":"w","seq":2,"serializer":7,"type":"t","event":{{payload}}}"""),
            16 => Bytes($$"""{"pid":"{{Id}}", "seq":{{number}},"writer":"w","serializer":7,"type":"t","event":{{payload}} }"""),
            0 => Bytes($$"""{"pid":"{{Id}}", "seq":{{number}},"writer":"w","serializer":7,"type":"t","event":{{payload}}}"""),
            1 => Bytes($$"""{"pid":"{{Id}}","writer":"w","seq":{{number}},"serializer":7,"type":"t","event":{{payload}}}"""),
            2 => Bytes($$"""{"seq":{{number}},"pid":"{{Id}}","writer":"w","serializer":7,"type":"t","event":{{payload}}}"""),
            3 => Bytes($$"""{"pid":"{{Id}}","seq":{{number}},"event":{{payload}},"writer":"w","serializer":7,"type":"t"}"""),
            4 => Encoded(number, writer, type, manifest: "", payload),
            _ => Encoded(number, writer, type, "m", payload),
        };
    }

    private static void Take(EventFrame frame, ReadOnlyMemory<byte> line)
    {
        var record = Decoded(line, out var view);
        frame.Take(line, view, record);
    }

    private static LogRecord Decoded(ReadOnlyMemory<byte> line, out LineView view)
    {
        Assert.True(LineDecoder.TryDecode(line.Span, out view));
        var texts = new LineTexts();
        return new LogRecord
        {
            Kind = RecordKind.Event,
            PersistenceId = Id,
            SequenceNr = view.SequenceNr,
            Writer = texts.Writer(view.Writer.Of(line.Span)),
            Manifest = texts.Manifest(view.Manifest.Of(line.Span)),
            SerializerId = view.SerializerId,
            TypeManifest = texts.Type(view.Type.Of(line.Span)),
            Payload = view.Payload(line)!.Value,
            PayloadIsJson = view.PayloadIsJson,
        };
    }

    private static object Fields(LogRecord record) =>
        (record.Kind, record.PersistenceId, record.SequenceNr, record.Writer, record.SerializerId, record.TypeManifest, record.Manifest, Text(record), record.PayloadIsJson);

    private static ReadOnlyMemory<byte> Encoded(long number, string writer = "writer", string type = "type", string manifest = "manifest", string payload = "[1]")
    {
        var line = new LineBuffer();
        LineEncoder.Event(line, Id, number, writer, 7, type, manifest, Encoding.UTF8.GetBytes(payload), isJson: true);
        return line.Written[..^1].ToArray();
    }

    private static byte[] Bytes(string line) => Encoding.UTF8.GetBytes(line);

    private static string Text(in LogRecord record) => Encoding.UTF8.GetString(record.Payload.Span);
}
