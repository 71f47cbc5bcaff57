using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http.OpenApi;

/// <summary>Every operation is asked in every way that the document knows an answer to: what comes is one of those that it names, each is seen, and each fits its schema.</summary>
public sealed class OpenApiAnswersTests
{
    private const string Json = "Content-Type: application/json\r\n";

    /// <summary>Good requests of each operation: path and body.</summary>
    private static readonly Dictionary<string, (string Target, string? Body)[]> Good = new()
    {
        ["check"] = [("/v1/check", """{"key":"k","cost":2}"""), ("/v1/check", """{"key":"k","cost":5}"""), ("/v1/check", """{"key":"k"}""")],
        ["checkAll"] = [("/v1/check-all", """{"items":[{"key":"k","cost":1},{"key":"x"}]}"""), ("/v1/check-all", """{"items":[{"key":"x"},{"key":"k","cost":5}]}""")],
        ["peek"] = [("/v1/peek", """{"key":"k","cost":null}""")],
        ["reset"] = [("/v1/reset", """{"key":"k"}""")],
        ["limit"] = [("/v1/limits", """{"key":"k","rate":5,"per":"250ms","algorithm":"sliding_window_log","only_if_missing":true}"""), ("/v1/limits", """{"key":"x","rate":1,"per":"7","algorithm":null}""")],
        ["list"] = [("/v1/limits", null), ("/v1/limits?prefix=k&after=a&limit=1", null), ("/v1/limits?key=k", null), ("/v1/limits?key=nobody", null)],
        ["removeSome"] = [("/v1/limits?key=nobody", null), ("/v1/limits?prefix=nobody", null)],
        ["status"] = [("/v1/limits/k", null), ("/v1/limits/nobody", null)],
        ["remove"] = [("/v1/limits/nobody", null)],
        ["historyOf"] = [("/v1/limits/k/history", null)],
        ["history"] = [("/v1/history?key=k", null), ("/v1/history?key=nobody", null)],
        ["template"] = [("/v1/templates", """{"pattern":"ip:*","rate":5,"per":"1m","algorithm":"fixed_window_counter","idle_ttl":"1h"}"""), ("/v1/templates", """{"pattern":"*","rate":1,"per":"7","idle_ttl":null}""")],
        ["templates"] = [("/v1/templates", null)],
        ["removeTemplateNamed"] = [("/v1/templates?pattern=nobody", null)],
        ["removeTemplate"] = [("/v1/templates/nobody%2A", null)],
        ["top"] = [("/v1/top", null), ("/v1/top?by=allowed&limit=1", null)],
        ["totals"] = [("/v1/totals", null)],
        ["flush"] = [("/v1/log/flush", "{}")],
        ["compact"] = [("/v1/log/compact", "{}")],
        ["doctor"] = [("/v1/doctor", null)],
        ["health"] = [("/v1/health", null)],
        ["metrics"] = [("/metrics", null)],
        ["openApi"] = [("/openapi/v1.json", null)],
    };

    [Fact]
    public async Task Every_answer_should_be_one_of_the_document_and_every_answer_of_the_document_be_given()
    {
        await using var server = await TestServer.StartAsync();
        await using var guarded = await TestServer.StartAsync(token: "s3cret");
        await using var busy = await TestServer.StartAsync(maxBlocking: 1);
        var free = await TakeThePlacesAsync(busy);
        await FillAsync(server);
        busy.Storage.Failure = "fdatasync: EIO";
        var api = await server.ApiAsync();
        var (seen, waiting) = (new List<string>(), new List<Task>());

        foreach (var operation in api.Operations)
        {
            foreach (var (target, body) in Good[operation.Id])
            {
                if (body is not null)
                    Assert.Empty(api.Misfits(JsonDocument.Parse(body).RootElement, operation.Body!));
                await SeeAsync(server, operation, target, body);
                await SeeAsync(guarded, operation, target, body);
            }
            var (good, json) = Good[operation.Id][0];
            await SeeAsync(server, operation, good + (good.Contains('?') ? "&limit=%ff" : "?limit=%ff"), json is null ? null : "[");
            await SeeAsync(server, operation, operation.WithSegment("%ff"), json);
            await SeeAsync(server, operation, operation.WithSegment("%2e"), json);
            if (json is not null)
            {
                await SeeAsync(server, operation, good, json, headers: "Content-Type: text/plain\r\n");
                await SeeAsync(server, operation, good, json, headers: $"{Json}Content-Length: 65537\r\n");

                // The body never comes.
                waiting.Add(SeeAsync(server, operation, good, "", headers: $"{Json}Content-Length: 2\r\n"));
            }

            // All of them wait for the one place of their kind, and in vain.
            waiting.Add(SeeAsync(busy, operation, good, json));
        }
        await Task.WhenAll(waiting);
        free.SetResult();

        var documented = api.Operations.SelectMany(operation => operation.Responses.Select(response => $"{operation.Id} {response.Key}"));
        Assert.Equal(documented.Order(StringComparer.Ordinal), seen.Distinct().Order(StringComparer.Ordinal));

        async Task SeeAsync(TestServer to, ApiOperation operation, string target, string? body, string? headers = null)
        {
            var answer = await to.RawAsync($"{operation.Method} {target}", headers ?? (body is null ? "" : $"{Json}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"), body ?? "");
            var status = ((int)answer.Status).ToString(null, null);
            lock (seen)
                seen.Add($"{operation.Id} {status}");
            Assert.True(operation.Responses[status] is not null, $"{operation.Id} answered {status} {answer.Body} to {target} {body}");
            ShouldFit(api, api.Resolve(operation.Responses[status]!), answer);
        }
    }

    [Fact]
    public async Task What_a_request_must_hold_should_be_what_the_document_requires()
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server);
        var api = await server.ApiAsync();

        foreach (var operation in api.Operations.Where(operation => operation.Body is not null))
        {
            var schema = api.Resolve(operation.Body!);
            var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToArray() ?? [];
            var (target, whole) = Good[operation.Id][0];
            foreach (var member in JsonNode.Parse(whole!)!.AsObject().Select(member => member.Key))
            {
                var part = JsonNode.Parse(whole!)!.AsObject();
                part.Remove(member);
                Assert.Equal((operation.Id, member, required.Contains(member) ? HttpStatusCode.BadRequest : HttpStatusCode.OK), (operation.Id, member, (await server.PostAsync(target, part.ToJsonString())).Status));
            }
            Assert.Equal(schema["properties"]?.AsObject().Select(member => member.Key) ?? [], JsonNode.Parse(whole!)!.AsObject().Select(member => member.Key));
        }
    }

    private static async Task FillAsync(TestServer server)
    {
        await server.Limiter.LimitAsync("k", 5, "1s");
        await server.Limiter.LimitAsync("x", 5, "1s");
        var (key, at) = ("k", FakeLimiter.Noon);
        server.Limiter.Past.AddRange(
        [
            new LimitConfigured(key, at, 5, TimeSpan.FromSeconds(1), Algorithm.TokenBucket),
            new CostGranted(key, at, 1),
            new CostsDenied(key, at, at, 1, 7),
            new CostsDenied(key, at, at.AddMilliseconds(1), 3, 9),
            new CheckAllGranted(key, at, 2, [("k", 2), ("x", 1)]),
            new QuotaReset(key, at),
        ]);
        server.Limiter.Report = server.Limiter.Report with
        {
            TornTail = new UnfinishedTail("flint.aof", 7, 8, "cut short"),
            Damage = new StorageDamage("flint.aof", 1, 2, "the sum does not fit", "a backup"),
            HeldBy = new DirectoryHolder(7, "http://127.0.0.1:7878"),
            OutOfBoundsCount = 1,
            OutOfBounds = [new OutOfBoundsLimit("old", 1, TimeSpan.FromMinutes(1), "too long")],
            Notes = ["a note"],
        };
    }

    /// <summary>Takes the only places of a server with a check and, for what takes long, a list that end when they are told to.</summary>
    private static async Task<TaskCompletionSource> TakeThePlacesAsync(TestServer server)
    {
        var (checks, lists, end) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await server.Limiter.LimitAsync("k", 5, "1s");
        server.Limiter.BeforeCheck = () => Take(checks);
        server.Limiter.BeforeListed = _ => Take(lists);
        _ = server.PostAsync("/v1/check", """{"key":"k"}""").ContinueWith(_ => { }, TaskScheduler.Default);
        _ = server.GetAsync("/v1/limits").ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.WhenAll(checks.Task, lists.Task);
        return end;

        Task Take(TaskCompletionSource taken)
        {
            taken.TrySetResult();
            return end.Task;
        }
    }

    private static void ShouldFit(ApiDocument api, JsonObject response, Answer answer)
    {
        var (type, content) = Assert.Single(response["content"]!.AsObject());
        Assert.Contains($"Content-Type: {type}", answer.Head, StringComparison.Ordinal);
        if (type == "application/json")
            Assert.Empty(api.Misfits(JsonDocument.Parse(answer.Body).RootElement, content!["schema"]!));
        foreach (var (name, header) in response["headers"]?.AsObject() ?? [])
        {
            var value = Regex.Match(answer.Head, $"^{Regex.Escape(name)}: (.+?)\r?$", RegexOptions.Multiline).Groups[1].Value;
            var json = header!["schema"]!["type"]?.GetValue<string>() == "integer" ? value : JsonSerializer.Serialize(value);
            Assert.Empty(api.Misfits(JsonDocument.Parse(json).RootElement, header["schema"]!));
        }
    }
}
