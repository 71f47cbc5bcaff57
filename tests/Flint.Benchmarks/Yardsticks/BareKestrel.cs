using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>The least that a server of checks on Kestrel could do: read the body of a request and answer with bytes that it has. A process of its own, as the host is.</summary>
internal static class BareKestrel
{
    public const string Command = "bare-kestrel";
    public const string Listening = "listening on ";

    /// <summary>Serves until it is killed.</summary>
    /// <param name="answer">The file whose bytes are the answer.</param>
    public static async Task RunAsync(string answer)
    {
        var bytes = await File.ReadAllBytesAsync(answer);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapPost("/v1/check", async context =>
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync();
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            await context.Response.BodyWriter.WriteAsync(bytes);
        });
        await app.StartAsync();
        Console.WriteLine(Listening + app.Urls.First());
        await app.WaitForShutdownAsync();
    }
}
