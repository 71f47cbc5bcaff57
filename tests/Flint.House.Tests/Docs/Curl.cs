using System.Text;
using System.Text.RegularExpressions;

namespace Flint.House.Tests.Docs;

/// <summary>As much of curl as the pages use, against a server that listens elsewhere: the tests need nothing but the SDK.</summary>
internal sealed partial class Curl(Uri server) : IDisposable
{
    private const string Shown = "http://127.0.0.1:7878";

    private readonly HttpClient _http = new() { BaseAddress = server };

    /// <summary>Runs <c>curl -s URL [-H 'name: value'] [-d 'body']</c>; what it prints.</summary>
    public async Task<string> RunAsync(string command)
    {
        var words = new Queue<string>(Word().Matches(command).Select(word => word.Value.Trim('\'')));
        if (words.Dequeue() != "curl")
            throw new NotSupportedException(command);
        var (path, body, type) = ("", default(string), "application/x-www-form-urlencoded");
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-s":
                    break;
                case "-d":
                    body = words.Dequeue();
                    break;
                case "-H" when words.Peek().StartsWith("content-type: ", StringComparison.Ordinal):
                    type = words.Dequeue()["content-type: ".Length..];
                    break;
                case var url when url.StartsWith(Shown, StringComparison.Ordinal):
                    path = url[Shown.Length..];
                    break;
                default:
                    throw new NotSupportedException($"{word} in {command}");
            }
        }
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        using var answer = content is null ? await _http.GetAsync(new Uri(path, UriKind.Relative)) : await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await answer.Content.ReadAsStringAsync();
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Word();
}
