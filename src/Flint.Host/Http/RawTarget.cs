using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Flint.Host.Http;

/// <summary>
/// What stands in the request line. Kestrel's path is decoded but for <c>%2F</c>, so that <c>%2F</c> and <c>%252F</c> look the same in it,
/// and its dot segments are folded away: keys are read from here.
/// </summary>
internal static class RawTarget
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the path that was routed is the one that was asked for; it is not where dot segments were folded away.</summary>
    public static bool IsUnfolded(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").AsSpan();
        var raw = Of(context);
        if (raw.AsSpan().SequenceEqual(path))
            return true;
        var asked = Path(raw);
        return asked.Count('/') == path.Count('/') && asked.EndsWith('/') == path.EndsWith('/');
    }

    /// <summary>The last segment of the path, decoded.</summary>
    /// <exception cref="RequestRefusedException">It is not percent-encoded UTF-8.</exception>
    public static string LastSegment(HttpContext context)
    {
        var path = Path(Of(context));
        return Decode(path[(path.LastIndexOf('/') + 1)..], plusIsSpace: false);
    }

    /// <summary>A segment of the path, decoded.</summary>
    /// <param name="context">The request, whose path has that many segments.</param>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="RequestRefusedException">It is not percent-encoded UTF-8.</exception>
    public static string Segment(HttpContext context, int index)
    {
        var rest = Path(Of(context))[1..];
        for (; index > 0; index--)
            rest = rest[(rest.IndexOf('/') + 1)..];
        var end = rest.IndexOf('/');
        return Decode(end < 0 ? rest : rest[..end], plusIsSpace: false);
    }

    /// <summary>The values of the query by name, decoded.</summary>
    /// <exception cref="RequestRefusedException">It is not percent-encoded UTF-8, or gives a value twice.</exception>
    public static Dictionary<string, string> Query(HttpContext context)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var raw = Of(context).AsSpan();
        var start = raw.IndexOf('?');
        if (start < 0)
            return values;
        var query = raw[(start + 1)..];
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf('=');
            var name = Decode(equals < 0 ? pair : pair[..equals], plusIsSpace: true);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..], plusIsSpace: true);
            if (!values.TryAdd(name, value))
                throw Refused($"the query gives {name} twice");
        }
        return values;
    }

    private static string Of(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static ReadOnlySpan<char> Path(ReadOnlySpan<char> raw)
    {
        var query = raw.IndexOf('?');
        var target = query < 0 ? raw : raw[..query];
        if (target.StartsWith('/'))
            return target;

        // The absolute form, which proxies send: http://host/path.
        var authority = target.IndexOf("://");
        var rest = authority < 0 ? default : target[(authority + 3)..];
        var slash = rest.IndexOf('/');
        return slash < 0 ? default : rest[slash..];
    }

    private static string Decode(ReadOnlySpan<char> text, bool plusIsSpace)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var length = 0;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%')
                {
                    if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                        throw NotEncoded();
                    bytes[length++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
                    i += 2;
                }
                else if (char.IsAscii(text[i]))
                {
                    bytes[length++] = text[i] == '+' && plusIsSpace ? (byte)' ' : (byte)text[i];
                }
                else
                {
                    throw NotEncoded();
                }
            }
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw NotEncoded();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static RequestRefusedException NotEncoded() => Refused("the request target must be UTF-8, percent-encoded");

    private static RequestRefusedException Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
