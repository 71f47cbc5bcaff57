using System.Buffers;
using BenchmarkDotNet.Attributes;
using Flint.Actors.Journal.Format;
using Flint.Serialization;
using Flint.State;

namespace Flint.Benchmarks.Micro;

/// <summary>What a line of the log costs on its way out and in, by the number of grants in it; and the sum that closes a group of such lines.</summary>
public class TextBenchmarks
{
    private const string Pid = "flint/key/api:user-42";
    private const int SerializerId = 1;

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly LineBuffer _line = new();
    private LimitEvents _events = new([]);
    private string _manifest = "";
    private byte[] _payload = [];
    private byte[] _bytes = [];

    [Params(1, 32)]
    public int Grants { get; set; }

    [GlobalSetup]
    public void Write()
    {
        _events = new LimitEvents([.. Enumerable.Range(0, Grants).Select(i => LimitEntry.Allow(638_000_000_000_000_000 + (i * 10), 1))]);
        _manifest = FlintJson.Manifest(_events);
        EncodeEvent();
        _payload = _json.WrittenSpan.ToArray();
        EncodeLine();
        _bytes = _line.Written.ToArray();
    }

    [Benchmark]
    public int EncodeEvent()
    {
        _json.ResetWrittenCount();
        FlintJson.Write(_events, _json);
        return _json.WrittenCount;
    }

    [Benchmark]
    public int EncodeLine()
    {
        _line.Clear();
        LineEncoder.Event(_line, Pid, 1_234_567, writer: null, SerializerId, _manifest, null, _payload, isJson: true);
        return _line.Length;
    }

    [Benchmark]
    public long DecodeLine() => LineDecoder.TryDecode(_bytes.AsSpan(..^1), out var view) ? view.SequenceNr : throw new InvalidOperationException("the line cannot be read");

    [Benchmark]
    public object DecodeEvent() => FlintJson.Read(_payload, _manifest);

    [Benchmark]
    public int Checksum() => GroupSum.Of(_bytes).GetHashCode();
}
