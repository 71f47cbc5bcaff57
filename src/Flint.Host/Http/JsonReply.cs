using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>Writes answers whose length is known before their first byte is sent.</summary>
internal static class JsonReply
{
    /// <summary>The content type of every answer.</summary>
    public const string ContentType = "application/json";

    private static readonly byte[] Done = JsonSerializer.SerializeToUtf8Bytes(new OkReply(true), FlintJson.Wire.OkReply);

    /// <summary>Answers with a body; the server sends it when the request ends.</summary>
    public static void Write<T>(HttpResponse response, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        Write(response, JsonSerializer.SerializeToUtf8Bytes(body, type), status);

    /// <summary>Answers <c>{"ok":true}</c>.</summary>
    public static void WriteDone(HttpResponse response) => Write(response, Done, StatusCodes.Status200OK);

    /// <summary>Answers <c>{"error":…}</c>.</summary>
    public static void WriteError(HttpResponse response, int status, string error) =>
        Write(response, new ErrorReply(error), FlintJson.Wire.ErrorReply, status);

    /// <summary>Answers with a body that is JSON already.</summary>
    public static void Write(HttpResponse response, byte[] body, int status = StatusCodes.Status200OK)
    {
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
