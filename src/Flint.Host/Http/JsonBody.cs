using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Flint.Host.Http;

/// <summary>Reads a request's JSON straight from the pipe. Kestrel bounds its length, so it is gathered there before it is parsed.</summary>
internal static class JsonBody
{
    private const string Json = "application/json";

    /// <exception cref="RequestRefusedException">No JSON is announced, or it is malformed, or not what is asked for.</exception>
    public static ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        RequireJson(request.ContentType);

        // A small body has come with its head: most requests end here without a continuation.
        var body = request.BodyReader;
        if (!body.TryRead(out var read))
            return GatherAsync(body, type, request.HttpContext.RequestAborted);
        if (read.IsCompleted)
            return new ValueTask<T>(Parse(body, read.Buffer, type));
        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return GatherAsync(body, type, request.HttpContext.RequestAborted);
    }

    private static async ValueTask<T> GatherAsync<T>(PipeReader body, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.IsCompleted)
                return Parse(body, read.Buffer, type);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static T Parse<T>(PipeReader body, ReadOnlySequence<byte> json, JsonTypeInfo<T> type)
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
        finally
        {
            body.AdvanceTo(json.End);
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

    private static RequestRefusedException Malformed(string message) => new(StatusCodes.Status400BadRequest, message);
}
