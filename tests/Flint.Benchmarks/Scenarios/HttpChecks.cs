using System.Globalization;
using System.Text;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Processes;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Checks over HTTP under wrk, which runs on the same machine: the server of the flint program, and an endpoint on Kestrel that only reads and answers as many bytes.</summary>
internal static class HttpChecks
{
    public const string BareName = "a bare Kestrel endpoint";

    private const string Program = "wrk";
    private const string Body = """{"key":"api:user-1"}""";

    // What wrk itself prints has no p99.9, and no count of what was not answered.
    private const string Script = """
        wrk.method = "POST"
        wrk.body = '{"key":"api:user-1"}'
        wrk.headers["Content-Type"] = "application/json"
        function done(summary, latency)
          local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
          print(string.format("figures %d %d %d %f %f %f", summary.requests, summary.duration, bad, latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
        end
        """;

    public static string? Obstacle() => Tool.Obstacle(Program);

    public static Func<Place, Task<IWork>> OfHost(int connections, Mode mode) => async place =>
    {
        var server = await ServerProcess.StartAsync(
            "flint.dll", "flint server listening on ", "server", "start", "--bind", "127.0.0.1:0", "--data-dir", place.NewDirectory(), "--sync", mode.Name);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var limit = Json($$"""{"key":"api:user-1","rate":{{Limits.Endless}},"per":"1d"}""");
        (await http.PostAsync(new Uri("/v1/limits", UriKind.Relative), limit)).EnsureSuccessStatusCode();
        using var check = Json(Body);
        await File.WriteAllBytesAsync(place.Shared("answer"), await (await http.PostAsync(new Uri("/v1/check", UriKind.Relative), check)).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        return await WorkAsync(place, server, connections);
    };

    /// <summary>Answers what the host has answered.</summary>
    public static Yardstick Bare(int connections) => new(BareName, async place =>
        await WorkAsync(place, await ServerProcess.StartAsync("Flint.Benchmarks.dll", BareKestrel.Listening, BareKestrel.Command, place.Shared("answer")), connections))
    {
        Part = 1,
        Obstacle = Obstacle,
    };

    private static async Task<IWork> WorkAsync(Place place, ServerProcess server, int connections)
    {
        var script = Path.Combine(place.NewDirectory(), "check.lua");
        await File.WriteAllTextAsync(script, Script);
        return new Work(length => RunAsync(server.Url, script, connections, length), server);
    }

    private static async Task<Sample> RunAsync(Uri url, string script, int connections, TimeSpan length)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(length.TotalSeconds)); // wrk knows whole ones only
        var output = await Tool.RunAsync(Program, ["-t1", $"-c{connections}", $"-d{seconds}s", "-s", script, new Uri(url, "/v1/check").ToString()]);
        var figures = output.Split('\n').Single(line => line.StartsWith("figures ", StringComparison.Ordinal)).Split(' ').Skip(1).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        if (figures[2] != 0)
            throw new InvalidOperationException($"{figures[2]} requests were not answered: {output}");
        return new Sample((long)figures[0], TimeSpan.FromMicroseconds(figures[1])) { Latency = new Percentiles(figures[3], figures[4], figures[5]) };
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
