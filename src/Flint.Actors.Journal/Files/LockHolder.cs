using System.Buffers;
using System.Text.Json;

namespace Flint.Actors.Journal.Files;

/// <summary>What the lock file says of its holder: one line of JSON.</summary>
internal readonly record struct LockHolder(int? ProcessId, string? Url)
{
    /// <summary>No announcement is longer.</summary>
    public const int MaxLength = 4096;

    public byte[] Encode()
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", ProcessId ?? 0);
            if (Url is not null)
                json.WriteString("url", Url);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Reads what stands there; nothing is known where it is not whole.</summary>
    public static LockHolder Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return new LockHolder(
                json.RootElement.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var id) ? id : null,
                json.RootElement.TryGetProperty("url", out var url) ? url.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }
}
