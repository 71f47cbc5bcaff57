using System.Buffers;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Serialization;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

public sealed class WriteStageSpec : IDisposable
{
    private readonly string _directory = PluginSpec.NewDirectory();
    private readonly ActorSystem _system = ActorSystem.Create("stage", ConfigurationFactory.ParseString($$"""
        akka.actor.serializers.fixed = "{{typeof(FixedSerializer).FullName}}, Flint.Actors.Journal.Tests"
        akka.actor.serialization-bindings {
          "{{typeof(Fixed).FullName}}, Flint.Actors.Journal.Tests" = fixed
        }
        """));

    [Fact]
    public void Stage_should_allocate_nothing_beyond_what_the_log_does()
    {
        const int writes = 1_000;
        const int smallestObject = 24;
        using var log = LogEngine.Open(_directory, new LogSettings(IsBatch: true, int.MaxValue, TimeSpan.FromHours(1)));
        var codec = new PayloadCodec((ExtendedActorSystem)_system);
        var stage = new WriteStage(log, codec, adapt: null);
        IReadOnlyList<IPersistentEnvelope>[] requests =
        [
            .. Enumerable.Range(1, 2 * writes).Select(n => new List<IPersistentEnvelope> { new AtomicWrite(new Persistent(new Fixed(), n, "p-1", writerGuid: "w")) }),
        ];
        var lines = Enumerable.Range(1, 2 * writes).Select(n => Line(codec, n)).ToArray();
        void ByStage(int from)
        {
            for (var i = from; i < from + writes; i++)
                stage.Append(requests[i], out _);
            log.Commit(Assert.Null);
        }
        void ByLog(int from)
        {
            for (var i = from; i < from + writes; i++)
                log.Append(lines[i]);
            log.Commit(Assert.Null);
        }
        ByStage(0);
        ByLog(0);

        var staged = Allocated(() => ByStage(writes));
        var appended = Allocated(() => ByLog(writes));

        // Not one object a write more; what the runtime itself allocates now and then (a buffer grown, a call stub) is not ours to count.
        Assert.True(staged - appended < writes * smallestObject, $"{staged} bytes staged, {appended} bytes appended");
    }

    [Fact]
    public void Writer_should_be_named_unless_the_serializer_spares_it()
    {
        var codec = new PayloadCodec((ExtendedActorSystem)_system);
        var line = Line(codec, 1);

        Assert.Equal("", line.Writer);
        Assert.Equal("w", codec.Encode(line with { Writer = "w" }, "a text", new ArrayBufferWriter<byte>()).Writer);
    }

    public void Dispose()
    {
        _system.Dispose();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static LogRecord Line(PayloadCodec codec, long number) => codec.Encode(
        new LogRecord { Kind = RecordKind.Event, PersistenceId = "p-2", SequenceNr = number, Writer = "w", Manifest = "", TypeManifest = "", Count = 1 },
        new Fixed(),
        new ArrayBufferWriter<byte>());

    public sealed record Fixed;

    public sealed class FixedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system), IJsonLineSerializer
    {
        public override int Identifier => 90_004;

        public override string Manifest(object o) => "F";

        public override byte[] ToBinary(object obj) => throw new NotSupportedException();

        public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();

        public void WriteJson(object payload, IBufferWriter<byte> to) => to.Write("{\"type\":\"FIXED\"}"u8);

        public object ReadJson(ReadOnlyMemory<byte> json, string manifest) => new Fixed();

        public long NewestTime(object payload) => 0;

        public int CountEvents(object payload) => 1;

        public bool NamesWriters => false;
    }
}
