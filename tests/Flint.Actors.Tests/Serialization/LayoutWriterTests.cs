using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Flint.Limits;
using Flint.Serialization;
using Flint.State;

namespace Flint.Tests.Serialization;

/// <summary>Entries and decisions are written past the framework's writer: byte for byte what it would write, into whatever room there is.</summary>
public sealed class LayoutWriterTests
{
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly Gen<long> Numbers = Gen.OneOf(Gen.Long[0, 20], Gen.Long[0, long.MaxValue]);

    // Fractions of a second with none to seven digits.
    private static readonly Gen<long> Instants = Gen.Select(Gen.Long[0, TimeSpan.TicksPerDay], AnyOf(1L, 10, 1_000, 100_000, TimeSpan.TicksPerSecond),
        (ticks, unit) => Start + (ticks / unit * unit));

    private static readonly Gen<CheckItem[]> Items = Gen.Select(
        Gen.OneOf(
            Gen.String[Gen.Char['#', '['], 1, 300],
            Gen.String[Gen.Char[' ', '~'], 1, 300],
            Gen.String[Gen.Char[' ', '\uD7FF'], 1, 300],
            AnyOf("\"", "a\\b", "line\nfeed", "\u0001", "\u007f", "\u2028", "mail:\U0001F600", "é", "lone \uD800")),
        Numbers).Select((key, cost) => new CheckItem(key, cost)).Array[1, 10];

    private static readonly Gen<LimitEntry> Entries = Gen.OneOf(
        Gen.Select(Instants, Numbers, LimitEntry.Allow),
        Gen.Select(Instants, Instants, Numbers, Numbers, LimitEntry.DenyRun),
        Gen.Select(Instants, Instants, Numbers, Items, (at, decidedAt, number, items) =>
            LimitEntry.AllowAll(at, items[0].Cost, new CheckAllPart(number, number / 2, number % 2 == 0 ? at : decidedAt, items))),
        Gen.Select(Instants, Gen.Long[1, 1_000_000], AnyOf<string?>(null, "ip:*", "a \"quoted\" {}*", "ü*"), (at, rate, template) =>
            LimitEntry.Configured(at, new LimitConfig(new Terms(Algorithm.TokenBucket, rate, TimeSpan.TicksPerMinute), template is null ? LimitSource.Explicit : LimitSource.Template, template))),
        Instants.Select(LimitEntry.Reset),
        Instants.Select(LimitEntry.Removed));

    private static readonly Gen<CheckAllDecision[]> Decisions =
        Gen.Select(Numbers, Instants, Items).Select((transaction, at, items) => new CheckAllDecision(transaction, at, items)).Array[0, 4];

    [Fact]
    public void Batches_should_be_written_as_the_framework_would() => Entries.Array[1, 20].Sample(entries =>
        Same(ByFramework(json => WriteBatch(json, entries)), new LimitEvents(entries)));

    // In a row they are one object.
    [Fact]
    public void Grants_in_a_row_should_be_written_as_the_framework_would() => Gen.Select(Instants, Numbers, LimitEntry.Allow).Array[1, 40].Sample(grants =>
        Same(ByFramework(json => WriteBatch(json, grants)), new LimitEvents(grants)));

    [Fact]
    public void Decisions_should_be_written_as_the_framework_would() => Gen.Select(Numbers, Decisions).Sample((lowWater, decisions) =>
        Same(
            ByFramework(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "ALLOW_ALL");
                json.WriteNumber("low_water", lowWater);
                WriteDecisions(json, decisions);
                json.WriteEndObject();
            }),
            new CheckAllsDecided(lowWater, decisions)));

    [Fact]
    public void Snapshots_of_decisions_should_be_written_as_the_framework_would() => Gen.Select(Numbers, Numbers, Decisions).Sample((last, lowWater, decisions) =>
        Same(
            ByFramework(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("last_tx", last);
                json.WriteNumber("low_water", lowWater);
                WriteDecisions(json, decisions);
                json.WriteEndObject();
            }),
            new CheckAllSnapshot(last, lowWater, decisions)));

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void WriteBatch(Utf8JsonWriter json, LimitEntry[] entries)
    {
        json.WriteStartArray();
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            json.WriteStartObject();
            switch (entry.Kind)
            {
                case EntryKind.Allow:
                    json.WriteString("type", "ALLOW");
                    WriteInstant(json, "at", entry.At);
                    json.WriteNumber("cost", entry.Cost);
                    var first = i;
                    for (; i + 1 < entries.Length && entries[i + 1].Kind == EntryKind.Allow; i++)
                    {
                        if (i == first)
                            json.WriteStartArray("then");
                        json.WriteNumberValue(entries[i + 1].At - entries[i].At);
                        json.WriteNumberValue(entries[i + 1].Cost);
                    }
                    if (i > first)
                        json.WriteEndArray();
                    break;
                case EntryKind.Deny:
                    json.WriteString("type", "DENY");
                    WriteInstant(json, "first_at", entry.First);
                    WriteInstant(json, "at", entry.At);
                    json.WriteNumber("count", entry.Count);
                    json.WriteNumber("cost", entry.Cost);
                    break;
                case EntryKind.AllowAll:
                    json.WriteString("type", "ALLOW_ALL");
                    WriteInstant(json, "at", entry.At);
                    json.WriteNumber("cost", entry.Cost);
                    json.WriteNumber("tx", entry.Part!.Transaction);
                    json.WriteNumber("low_water", entry.Part.LowWater);
                    if (entry.Part.DecidedAt != entry.At)
                        WriteInstant(json, "decided_at", entry.Part.DecidedAt);
                    WriteItems(json, entry.Part.Items);
                    break;
                case EntryKind.Configured:
                    json.WriteString("type", "LIMIT_CONFIGURED");
                    WriteInstant(json, "at", entry.At);
                    json.WritePropertyName("config");
                    ConfigJson.Write(json, entry.Config!);
                    break;
                default:
                    json.WriteString("type", entry.Kind == EntryKind.Reset ? "RESET" : "LIMIT_REMOVED");
                    WriteInstant(json, "at", entry.At);
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDecisions(Utf8JsonWriter json, CheckAllDecision[] decisions)
    {
        json.WriteStartArray("decisions");
        foreach (var decision in decisions)
        {
            json.WriteStartObject();
            json.WriteNumber("tx", decision.Transaction);
            WriteInstant(json, "at", decision.At);
            WriteItems(json, decision.Items);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyList<CheckItem> items)
    {
        json.WriteStartArray("items");
        foreach (var (key, cost) in items)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteNumber("cost", cost);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, long ticks) => json.WriteString(name, new DateTime(ticks, DateTimeKind.Utc));

    private static void Same(string expected, object payload)
    {
        var roomy = new ArrayBufferWriter<byte>();
        FlintJson.Write(payload, roomy);
        Assert.Equal(expected, Encoding.UTF8.GetString(roomy.WrittenSpan));
        var exact = new ExactRoom();
        FlintJson.Write(payload, exact);
        Assert.Equal(expected, Encoding.UTF8.GetString([.. exact.Written]));
    }

    private static string ByFramework(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Gives as much room as is asked for, and no byte more.
    private sealed class ExactRoom : IBufferWriter<byte>
    {
        private byte[] _room = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count)
        {
            Written.AddRange(_room.AsSpan(0, count));
            _room = [];
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
