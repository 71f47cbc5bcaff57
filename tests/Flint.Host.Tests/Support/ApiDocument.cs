using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Flint.Host.Tests.Support;

/// <summary>The server's OpenAPI document, and as much of JSON Schema as it uses: a keyword that is not looked at here may not stand in it.</summary>
internal sealed class ApiDocument(JsonNode root)
{
    private static readonly string[] Methods = ["get", "post", "delete", "put", "patch", "head", "options"];

    /// <summary>The schemas by name.</summary>
    public JsonObject Schemas => root["components"]!["schemas"]!.AsObject();

    /// <summary>Every method on every path.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in root["paths"]!.AsObject()
           from member in path.Value!.AsObject()
           where Methods.Contains(member.Key)
           select new ApiOperation(member.Key.ToUpperInvariant(), path.Key, member.Value!.AsObject(), [.. Items(path.Value["parameters"]), .. Items(member.Value["parameters"])]),
    ];

    /// <summary>Everything that is pointed at from somewhere.</summary>
    public IReadOnlySet<string> References { get; } = Texts(root).Where(text => text.StartsWith("#/", StringComparison.Ordinal)).ToHashSet();

    /// <summary>What a node stands for: itself, or what it points at.</summary>
    public JsonObject Resolve(JsonNode node) => node["$ref"] is { } reference ? At(reference.GetValue<string>()) : node.AsObject();

    /// <summary>What <c>#/a/b</c> points at.</summary>
    public JsonObject At(string reference) =>
        reference.Split('/')[1..].Aggregate(root, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} points nowhere")).AsObject();

    /// <summary>What does not fit the schema; a member that is not spoken of does not fit either.</summary>
    public IReadOnlyList<string> Misfits(JsonElement value, JsonNode reference, string place = "$")
    {
        var (schema, misfits) = (Resolve(reference), new List<string>());
        foreach (var (keyword, rule) in schema)
        {
            var fits = keyword switch
            {
                "description" or "default" or "discriminator" or "properties" => true,
                "type" => (rule is JsonArray types ? types.Select(type => type!.GetValue<string>()) : [rule!.GetValue<string>()]).Any(type => Is(type, value)),
                "const" => Text(value) == rule!.GetValue<string>(),
                "enum" => rule!.AsArray().Any(name => Text(value) == name!.GetValue<string>()),
                "oneOf" => rule!.AsArray().Count(one => Misfits(value, one!, place).Count == 0) == 1,
                "format" => Text(value) is not { } text || rule!.GetValue<string>() != "date-time" || Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z\z"),
                "pattern" => Text(value) is not { } text || Regex.IsMatch(text, rule!.GetValue<string>()),
                "minLength" => Text(value) is not { } text || text.Length >= rule!.GetValue<int>(),
                "maxLength" => Text(value) is not { } text || text.Length <= rule!.GetValue<int>(),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() >= rule!.GetValue<long>(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() <= rule!.GetValue<long>(),
                "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule!.GetValue<int>(),
                "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule!.GetValue<int>(),
                "required" => value.ValueKind != JsonValueKind.Object || rule!.AsArray().All(name => value.TryGetProperty(name!.GetValue<string>(), out _)),
                "items" => Add(value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany((item, i) => Misfits(item, rule!, $"{place}[{i}]")) : []),
                _ => throw new NotSupportedException($"{place}: {keyword} is looked at by nobody"),
            };
            if (!fits)
                misfits.Add($"{place}: {value} against {keyword} {rule!.ToJsonString()}");
        }
        if (value.ValueKind == JsonValueKind.Object && schema["properties"] is JsonObject members)
            foreach (var member in value.EnumerateObject())
                Add(members[member.Name] is { } known ? Misfits(member.Value, known, $"{place}.{member.Name}") : [$"{place}.{member.Name} is not spoken of"]);
        return misfits;

        bool Add(IEnumerable<string> found)
        {
            misfits.AddRange(found);
            return true;
        }
    }

    private static IEnumerable<JsonNode> Items(JsonNode? array) => array?.AsArray().Select(item => item!) ?? [];

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Is(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException(type),
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}

/// <summary>A method on a path.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with names in braces.</param>
/// <param name="Spec">What is said of it.</param>
/// <param name="Parameters">Those of the path, and its own.</param>
internal sealed record ApiOperation(string Method, string Path, JsonObject Spec, IReadOnlyList<JsonNode> Parameters)
{
    /// <summary>Its name.</summary>
    public string Id => Spec["operationId"]!.GetValue<string>();

    /// <summary>Its answers by status.</summary>
    public JsonObject Responses => Spec["responses"]!.AsObject();

    /// <summary>The schema of its body, or null.</summary>
    public JsonNode? Body => Spec["requestBody"]?["content"]?["application/json"]?["schema"];

    /// <summary>Its path with this in the place of what varies.</summary>
    public string WithSegment(string segment) => Path.Replace("{key}", segment, StringComparison.Ordinal).Replace("{pattern}", segment, StringComparison.Ordinal);
}
