using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the API as a document, written by hand and held against the endpoints and contracts by the tests. A generated one
/// would need each endpoint described a second time in code, and a generator at the server's start.
/// </summary>
internal sealed class OpenApiEndpoint
{
    private const string Document = "openapi.json";

    private readonly Lazy<byte[]> _document = new(Read);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi/v1.json", Show);

    private Task Show(HttpContext context)
    {
        JsonReply.Write(context.Response, _document.Value);
        return Task.CompletedTask;
    }

    private static byte[] Read()
    {
        using var stream = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Document)!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
