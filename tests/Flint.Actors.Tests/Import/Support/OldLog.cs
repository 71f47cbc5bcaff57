using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Flint.Tests.Import.Support;

/// <summary>Writes a log as flint-limiter 0.2 does, or 0.1 did.</summary>
internal sealed class OldLog(bool hasSums = true)
{
    public static readonly DateTime Start = new(2026, 6, 10, 8, 0, 0, DateTimeKind.Utc);

    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>Everything stands as it is, but what must not.</summary>
    public static string Text(string text) =>
        $"\"{string.Concat(text.Select(c => c is '"' or '\\' ? $"\\{c}" : c == '\n' ? "\\n" : c < ' ' ? $"\\u{(int)c:x4}" : $"{c}"))}\"";

    /// <summary>With the two digits that no tick has.</summary>
    public static string Time(long ticks, int nanoseconds = 0) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + nanoseconds.ToString("00", CultureInfo.InvariantCulture) + "Z";

    public static string Limit(string key, UInt128 rate, UInt128 perMillis, string algorithm = "token_bucket", string per = "per_millis") =>
        $$"""{"key":{{Text(key)}},"rate":{{rate}},"{{per}}":{{perMillis}},"algorithm":"{{algorithm}}"}""";

    public static string Configured(string config) => $$"""{"type":"LIMIT_CONFIGURED","config":{{config}}}""";

    public static string Allow(string key, long at, long cost = 1) => $$"""{"type":"ALLOW","key":{{Text(key)}},"at":"{{Time(at, 99)}}","cost":{{cost}}}""";

    public static string Deny(string key, long at, long cost = 1) => $$"""{"type":"DENY","key":{{Text(key)}},"at":"{{Time(at, 99)}}","cost":{{cost}}}""";

    public static string Reset(string key, long at) => $$"""{"type":"RESET","key":{{Text(key)}},"at":"{{Time(at, 99)}}"}""";

    public static string AllowAll(long at, params (string Key, long Cost)[] items) =>
        $$"""{"type":"ALLOW_ALL","items":[{{string.Join(',', items.Select(item => $$"""{"key":{{Text(item.Key)}},"cost":{{item.Cost}}}"""))}}],"at":"{{Time(at, 99)}}"}""";

    public OldLog Add(string happened, long? at = null) => AddLine(Record(Time(at ?? Start.Ticks, 1), happened));

    public OldLog AddLine(string line) => AddBytes(Encoding.UTF8.GetBytes(line + "\n"));

    public OldLog AddBytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private string Record(string time, string happened)
    {
        var summed = $$"""{"version":1,"ts":"{{time}}","event":{{happened}}}""";
        return hasSums
            ? $$"""{{summed[..^1]}},"checksum":"{{Sum(summed)}}"}"""
            : $$"""{"ts":"{{time}}","event":{{happened}}}""";
    }

    public static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
