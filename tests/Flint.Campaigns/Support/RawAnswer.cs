using System.Globalization;
using System.Text;

namespace Flint.Campaigns.Support;

/// <summary>An answer as it stood on the wire.</summary>
internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    private const string Chunked = "\r\nTransfer-Encoding: chunked";

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    /// <summary>The complete answers at the start of what was received.</summary>
    /// <param name="received">Everything that came.</param>
    /// <param name="isHead">Whether they answer to HEAD, and so have no body.</param>
    /// <param name="hasEnded">Whether nothing more will come: an answer that ends with its connection is complete.</param>
    /// <exception cref="FormatException">These are no answers.</exception>
    public static IReadOnlyList<RawAnswer> Parse(ReadOnlySpan<byte> received, bool isHead, bool hasEnded)
    {
        var answers = new List<RawAnswer>();
        while (TryRead(ref received, isHead, hasEnded) is { } answer)
            if (answer.Status >= 200)
                answers.Add(answer);
        return answers;
    }

    private static RawAnswer? TryRead(ref ReadOnlySpan<byte> rest, bool isHead, bool hasEnded)
    {
        var end = rest.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(rest[..end]);
        if (!head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || head.Length < 12 || !int.TryParse(head.AsSpan(9, 3), NumberStyles.None, null, out var status))
            throw new FormatException($"no answer: {head}");
        var answer = new RawAnswer(status, head, []);
        var body = rest[(end + 4)..];
        if (isHead || status < 200 || status is 204 or 304)
            rest = body;
        else if (answer.Header("Content-Length") is { } length)
        {
            if (!int.TryParse(length, NumberStyles.None, null, out var count))
                throw new FormatException($"no length: {head}");
            if (body.Length < count)
                return null;
            answer = answer with { Body = body[..count].ToArray() };
            rest = body[count..];
        }
        else if (head.Contains(Chunked, StringComparison.OrdinalIgnoreCase))
        {
            if (!TryReadChunks(ref body, out var whole))
                return null;
            answer = answer with { Body = whole };
            rest = body;
        }
        else if (hasEnded)
        {
            answer = answer with { Body = body.ToArray() };
            rest = [];
        }
        else
        {
            return null;
        }
        return answer;
    }

    private static bool TryReadChunks(ref ReadOnlySpan<byte> rest, out byte[] whole)
    {
        var body = new List<byte>();
        while (rest.IndexOf("\r\n"u8) is var line and >= 0)
        {
            if (!int.TryParse(rest[..line], NumberStyles.HexNumber, null, out var length))
                throw new FormatException("no length of a chunk");
            if (rest.Length < line + length + 4)
                break;
            body.AddRange(rest.Slice(line + 2, length));
            rest = rest[(line + length + 4)..];
            if (length == 0)
            {
                whole = [.. body];
                return true;
            }
        }
        whole = [];
        return false;
    }
}
