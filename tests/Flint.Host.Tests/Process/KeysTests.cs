using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flint.Campaigns.Support;

namespace Flint.Host.Tests.Process;

/// <summary>
/// Keys of every kind through every door of a server and of the files it leaves: what comes out is what went in, and what is charged through one door is seen
/// through the others.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class KeysTests(KeysTests.Server server) : IClassFixture<KeysTests.Server>
{
    private static readonly string[] Keys =
    [
        "api:user-42", "😀🔥👩‍👩‍👧", "日本語", "\"double\" 'single' `back`", "a/b//c/", "/leads", "%", "%2F", "%252F", "100% of %ff", @"back\slash\n\u0041", " two  spaces ", "a\u00a0b",
        new string('x', 512), string.Concat(Enumerable.Repeat("😀", 128)), "é", "e\u0301", "\u202eright to left", "\ufeffmark", "line\u2028end", "\ufffd",
        ".", "..", "...", "../../etc/passwd", "a/../b", "*", "?", "a?b=c&d=e", "#", "a#b", "+", "a+b", "-c", "--json", "@file", "[suggest:3]", "$(id)", "{key}", "key:=;,<>[]|^~", "null", "history", "a/history",
    ];

    private static readonly Dictionary<string, Func<Server, Task<IEnumerable<string>>>> Doors = new()
    {
        ["HTTP, in the path or the query"] = to => EachAsync(async key => (await to.GetAsync($"/v1/limits{InTarget(key)}")).GetProperty("key").GetString()!),
        ["HTTP, a check"] = to => EachAsync(async key => (await to.PostAsync("/v1/check", new { key })).GetProperty("key").GetString()!),
        ["HTTP, a check_all"] = to => EachAsync(async key => (await to.PostAsync("/v1/check-all", new { items = new[] { new { key } } })).GetProperty("results")[0].GetProperty("key").GetString()!),
        ["HTTP, the list by pages"] = to => PagesAsync(to),
        ["HTTP, the history"] = to => EachAsync(async key => (await to.GetAsync($"/v1/history?key={Uri.EscapeDataString(key)}"))[0].GetProperty("config").GetProperty("key").GetString()!),
        ["the client, a check"] = to => EachAsync(async key => (await to.Client.CheckAsync(key)).Key),
        ["the client, a check_all"] = to => EachAsync(async key => (await to.Client.CheckAllAsync([key])).Results[0].Key),
        ["the client, the list"] = async to => await to.Client.ListAsync().Select(status => status.Key).ToListAsync(),
        ["the client, the ranking"] = async to => (await to.Client.TopAsync(TopBy.Allowed, Keys.Length)).Select(status => status.Key).Order(KeyOrder.Comparer),
        ["the command line, a check_all"] = async to => (await to.RunAsync(["limit", "check-all", "--json", "--", .. Keys.Order(KeyOrder.Comparer)]))
            .GetProperty("results").EnumerateArray().Select(result => result.GetProperty("key").GetString()!),
        ["the command line, the list"] = async to => (await to.RunAsync("limit", "list", "--json")).EnumerateArray().Select(status => status.GetProperty("key").GetString()!),
        ["the metrics"] = async to => Label().Matches(await to.TextAsync("/metrics")).Select(label => Unescaped(label.Groups[1].Value)).Order(KeyOrder.Comparer),
        ["the log, after a check"] = async to =>
        {
            await EachAsync(async key => (await to.Client.CheckAsync(key)).Key);
            await to.Client.FlushAsync();
            return to.KeysInFiles("flint.aof*");
        },
        ["a compaction"] = async to =>
        {
            await to.Client.CompactAsync();
            return to.KeysInFiles("flint.snapshot");
        },
        ["a new start"] = async to =>
        {
            await to.RestartAsync();
            return await to.Client.ListAsync().Select(status => status.Key).ToListAsync();
        },
    };

    public static TheoryData<string> DoorNames => [.. Doors.Keys];

    [Theory]
    [MemberData(nameof(DoorNames))]
    public async Task Keys_of_every_kind_should_come_out_as_they_went_in(string door)
    {
        var before = await TotalsAsync();
        var charge = door.Contains("a check", StringComparison.Ordinal) ? 1 : 0;

        Assert.Equal(Keys.Order(KeyOrder.Comparer), await Doors[door](server));

        Assert.Equal(before.ToDictionary(total => total.Key, total => total.Value + charge), await TotalsAsync());
    }

    private async Task<Dictionary<string, long>> TotalsAsync() =>
        await server.Client.ListAsync().ToDictionaryAsync(status => status.Key, status => status.TotalAllowed);

    private static async Task<IEnumerable<string>> EachAsync(Func<string, Task<string>> ask)
    {
        var seen = new List<string>();
        foreach (var key in Keys.Order(KeyOrder.Comparer))
            seen.Add(await ask(key));
        return seen;
    }

    private static async Task<IEnumerable<string>> PagesAsync(Server to)
    {
        var seen = new List<string>();
        while (true)
        {
            var after = seen.Count == 0 ? "" : $"&after={Uri.EscapeDataString(seen[^1])}";
            var page = (await to.GetAsync($"/v1/limits?limit=5{after}")).EnumerateArray().Select(status => status.GetProperty("key").GetString()!).ToArray();
            if (page.Length == 0)
                return seen;
            seen.AddRange(page);
        }
    }

    private static string InTarget(string key) => (key is "." or ".." ? "?key=" : "/") + Uri.EscapeDataString(key);

    private static string Unescaped(string label) => Escape().Replace(label, escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);

    [GeneratedRegex("^flint_limit_rate\\{key=\"((?:[^\"\\\\]|\\\\.)*)\",algorithm=", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();

    /// <summary>A server with a limit for every key, which was given through the doors in turn.</summary>
    public sealed class Server : IAsyncLifetime, IDisposable
    {
        private readonly FlintProgram _flint = FlintProgram.Built();
        private readonly DataDirectory _directory = new();
        private FlintServer _server = null!;
        private readonly HttpClient _http = new();

        public SharedLimiter Client { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await StartAsync();
            foreach (var (i, key) in Keys.Index())
                await ((i % 3) switch
                {
                    0 => PostAsync("/v1/limits", new { key, rate = 1_000, per = "1d" }),
                    1 => Client.LimitAsync(key, 1_000, "1d").AsTask(),
                    _ => RunAsync("limit", "add", "--rate", "1000", "--per", "1d", "--json", "--", key),
                });
        }

        public async Task RestartAsync()
        {
            await StopAsync();
            await StartAsync();
        }

        public Task DisposeAsync() => StopAsync();

        public void Dispose()
        {
            _http.Dispose();
            _directory.Dispose();
        }

        public Task<string> TextAsync(string target) => _http.GetStringAsync(new Uri(_server.Url, target));

        // A target as it is written: Uri would fold the dots of a path.
        public async Task<JsonElement> GetAsync(string target) =>
            JsonDocument.Parse(await _http.GetStringAsync(new Uri(_server.Url.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))).RootElement;

        public async Task<JsonElement> PostAsync<T>(string path, T body)
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } };
            using var answer = await _http.PostAsync(new Uri(_server.Url, path), content);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement;
        }

        /// <summary>Runs a command line in a process of its own, against the server.</summary>
        public async Task<JsonElement> RunAsync(params string[] args)
        {
            var ended = await _flint.RunAsync(["--server", _server.Url.ToString(), .. args]);
            Assert.Equal((0, ""), (ended.Code, ended.Errors));
            return JsonDocument.Parse(ended.Output).RootElement;
        }

        /// <summary>The keys whose lines stand in these files, in their order.</summary>
        public IEnumerable<string> KeysInFiles(string pattern)
        {
            const string prefix = "flint/key/";
            return Directory.GetFiles(_directory.Path, pattern)
                .SelectMany(ReadLines)
                .Where(line => line.Length > 0)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => line.TryGetProperty("pid", out var pid) ? pid.GetString()! : "")
                .Where(pid => pid.StartsWith(prefix, StringComparison.Ordinal))
                .Select(pid => pid[prefix.Length..])
                .Distinct()
                .Order(KeyOrder.Comparer);
        }

        private static IEnumerable<string> ReadLines(string file)
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split('\n');
        }

        private async Task StartAsync()
        {
            _server = await FlintServer.StartAsync(_flint, _directory.Path, "--metrics-key-label");
            Client = new SharedLimiter(_server.Url.ToString(), timeout: TimeSpan.FromMinutes(1));
        }

        private async Task StopAsync()
        {
            await Client.DisposeAsync();
            Assert.Equal((0, ""), (await _server.TerminateAsync(), _server.Errors.Trim()));
            await _server.DisposeAsync();
        }
    }
}
