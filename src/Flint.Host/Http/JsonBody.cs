using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flint.Host.Http;

/// <summary>Reads a request's JSON, straight from the pipe where it has come whole. Kestrel bounds its length.</summary>
internal static class JsonBody
{
    private const string Json = "application/json";
    private const string NotEncoded = "identity";

    /// <exception cref="RequestRefusedException">No JSON is announced, or it is encoded, malformed or not what is asked for.</exception>
    /// <exception cref="BadHttpRequestException">The body did not come, or not as HTTP.</exception>
    public static ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        RequireJson(request.ContentType);
        RequirePlain(request.Headers.ContentEncoding);
        try
        {
            // A small body has come with its head: most requests end here without a continuation or a copy.
            var body = request.BodyReader;
            if (!body.TryRead(out var read))
                return GatherAsync(body, type);
            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start);
                return GatherAsync(body, type);
            }
            try
            {
                return new ValueTask<T>(Parse(read.Buffer, type));
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
        }
        catch (IOException e) when (IsSenders(e))
        {
            throw new BadHttpRequestException(e.Message, e);
        }
    }

    // Taken out of the pipe as it comes, and without a token: a body ends with its connection, and the web server complains of a reader that was left half way.
    private static async ValueTask<T> GatherAsync<T>(PipeReader body, JsonTypeInfo<T> type)
        where T : class
    {
        var whole = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = await body.ReadAsync();
                foreach (var part in read.Buffer)
                    whole.Write(part.Span);
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return Parse(new ReadOnlySequence<byte>(whole.WrittenMemory), type);
            }
        }
        catch (IOException e) when (IsSenders(e))
        {
            throw new BadHttpRequestException(e.Message, e);
        }
    }

    // The web server does not say so of every fault of the sender's: a chunk longer than a number can say.
    private static bool IsSenders(IOException e) => e is not (BadHttpRequestException or ConnectionResetException);

    private static T Parse<T>(ReadOnlySequence<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = false });
            var value = JsonSerializer.Deserialize(ref reader, type);

            // Whatever but white space stands behind the value throws here.
            reader.Read();
            return value ?? throw Malformed("the body must be a JSON object");
        }
        catch (JsonException e)
        {
            throw Malformed(Describe(e));
        }
    }

    // The message of the framework would name our types; a reader of ours says what a value must be; else the place is what helps.
    private static string Describe(JsonException e) => e switch
    {
        JsonValueException => $"{Member(e)} {e.Message}",
        { InnerException: JsonException } or { Path: null } => $"the body is not valid JSON: line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine ?? 0}",
        { Path: "$" } => "the body must be a JSON object, with no member twice",
        _ => $"{Member(e)} has the wrong type or is there twice",
    };

    private static string Member(JsonException e) => e.Path is { Length: > 2 } path ? path[2..] : "the body";

    private static void RequireJson(string? contentType)
    {
        if (string.Equals(contentType, Json, StringComparison.OrdinalIgnoreCase))
            return;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media)
            || !media.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (media.Charset.HasValue && !HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json");
    }

    // What a small body becomes when it is unpacked has no bound.
    private static void RequirePlain(StringValues encodings)
    {
        if (encodings.Count > 0 && encodings.Any(encoding => !string.IsNullOrEmpty(encoding) && !encoding.Equals(NotEncoded, StringComparison.OrdinalIgnoreCase)))
            throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, "the body must not be encoded: send it without Content-Encoding");
    }

    private static RequestRefusedException Malformed(string message) => new(StatusCodes.Status400BadRequest, message);
}
