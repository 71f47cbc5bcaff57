using System.Text;

namespace Flint.Tests.Import.Support;

/// <summary>Writes a snapshot as flint-limiter 0.2 does; the parts of its state are given as JSON.</summary>
internal sealed record OldSnapshot
{
    public string Configs { get; init; } = "";

    public string Buckets { get; init; } = "";

    public string FixedWindows { get; init; } = "";

    public string SlidingWindows { get; init; } = "";

    public string Metrics { get; init; } = "";

    public string History { get; init; } = "";

    public long LogOffset { get; init; }

    public long CreatedAt { get; init; } = OldLog.Start.AddDays(1).Ticks;

    public int Version { get; init; } = 1;

    /// <summary>The document, with its members in the order of the last version.</summary>
    public string Document =>
        $$"""{"aof_offset":{{LogOffset}},"created_at":"{{OldLog.Time(CreatedAt)}}","format_version":{{Version}},"state":{"buckets":{ {{Buckets}} },"configs":{ {{Configs}} },"""
        + $$""" "fixed_windows":{ {{FixedWindows}} },"history":[{{History}}],"metrics":{ {{Metrics}} },"sliding_windows":{ {{SlidingWindows}} } } }""";

    /// <summary>As the versions before envelopes wrote it, with its members in another order, too.</summary>
    public byte[] Bare => Encoding.UTF8.GetBytes(
        $$"""
        {
          "format_version": {{Version}},
          "created_at": "{{OldLog.Time(CreatedAt)}}",
          "aof_offset": {{LogOffset}},
          "state": {
            "sliding_windows": { {{SlidingWindows}} }, "buckets": { {{Buckets}} }, "fixed_windows": { {{FixedWindows}} },
            "metrics": { {{Metrics}} }, "history": [ {{History}} ], "configs": { {{Configs}} }
          }
        }

        """);

    public byte[] Enveloped => Envelope(Document, OldLog.Sum(Document));

    public static byte[] Envelope(string document, string sum, int version = 1) => Encoding.UTF8.GetBytes(
        $$"""
        {
          "format_version": {{version}},
          "created_at": "2026-06-11T08:00:00.000000001Z",
          "checksum": "{{sum}}",
          "snapshot": {{OldLog.Text(document)}}
        }

        """);
}
