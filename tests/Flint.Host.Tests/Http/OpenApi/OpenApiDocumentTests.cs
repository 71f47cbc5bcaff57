using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Tests.Http.OpenApi;

/// <summary>What the document says is held against the endpoints that are mapped and the contracts that are serialized.</summary>
public sealed class OpenApiDocumentTests
{
    private static readonly string[] NoContracts = ["Key", "Pattern", "Algorithm"];

    private static readonly Type[] Contracts =
        [.. typeof(CheckRequest).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(CheckRequest).Namespace)];

    [Fact]
    public async Task Every_endpoint_should_stand_in_the_document_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync();

        var mapped = server.Endpoints.SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), (await server.ApiAsync()).Operations.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_should_have_a_name_of_its_own_and_declare_the_parameters_of_its_path()
    {
        await using var server = await TestServer.StartAsync();
        var api = await server.ApiAsync();

        Assert.Equal(api.Operations.Count, api.Operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(api.Operations, operation =>
        {
            var inPath = operation.Parameters.Select(api.Resolve).Where(parameter => parameter["in"]!.GetValue<string>() == "path").Select(parameter => $"{{{parameter["name"]}}}");
            Assert.Equal(operation.Path.Split('/').Where(segment => segment.StartsWith('{')), inPath);
        });
    }

    [Fact]
    public async Task Every_component_should_be_used_and_every_reference_lead_somewhere()
    {
        await using var server = await TestServer.StartAsync();
        var api = await server.ApiAsync();

        Assert.All(api.References, reference => Assert.NotEmpty(api.At(reference)));
        var components = api.At("#/components").Where(kind => kind.Key != "securitySchemes").SelectMany(kind => kind.Value!.AsObject().Select(one => $"#/components/{kind.Key}/{one.Key}"));
        Assert.Subset(api.References.ToHashSet(), components.ToHashSet());
    }

    [Fact]
    public async Task Every_contract_should_have_its_schema_and_every_schema_its_contract()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(Contracts.Select(type => type.Name).Concat(NoContracts).Order(), (await server.ApiAsync()).Schemas.Select(schema => schema.Key).Order());
    }

    [Fact]
    public async Task A_schema_should_have_the_members_of_its_contract()
    {
        await using var server = await TestServer.StartAsync();
        var api = await server.ApiAsync();

        Assert.All(Contracts.Where(type => !type.IsAbstract), type =>
        {
            var members = FlintJson.Wire.GetTypeInfo(type)!.Properties;
            var schema = api.Schemas[type.Name]!;
            var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).Where(name => name != "type").ToArray() ?? [];
            var isRequest = type.Name.EndsWith("Request", StringComparison.Ordinal);
            var said = (schema["properties"]?.AsObject() ?? [])
                .Where(member => member.Key != "type")
                .ToDictionary(member => member.Key, member => Describe(member.Value!) + (isRequest && required.Contains(member.Key) ? "?" : ""));
            Assert.Equal(members.ToDictionary(member => member.Name, Describe), said);
            if (!isRequest)
                Assert.Equal(members.Where(IsAlwaysWritten).Select(member => member.Name), required);
        });
    }

    [Fact]
    public async Task Events_should_be_told_apart_as_they_are_serialized()
    {
        await using var server = await TestServer.StartAsync();
        var api = await server.ApiAsync();
        var kinds = typeof(EventReply).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(kind => (string)kind.TypeDiscriminator!, kind => $"#/components/schemas/{kind.DerivedType.Name}");

        Assert.Equal(kinds, api.Schemas["EventReply"]!["discriminator"]!["mapping"]!.AsObject().ToDictionary(kind => kind.Key, kind => kind.Value!.GetValue<string>()));
        Assert.All(kinds, kind => Assert.Equal(kind.Key, api.At(kind.Value)["properties"]!["type"]!["const"]!.GetValue<string>()));
        Assert.Equal(kinds.Values, api.Schemas["EventReply"]!["oneOf"]!.AsArray().Select(one => one!["$ref"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_said_of_bounds_should_be_the_limiters()
    {
        await using var server = await TestServer.StartAsync();
        var schemas = (await server.ApiAsync()).Schemas;

        Assert.Equal(LimitRules.MaxKeyBytes, schemas["Key"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(AlgorithmNames.All, schemas["Algorithm"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(LimitRules.MaxRate, schemas["LimitRequest"]!["properties"]!["rate"]!["maximum"]!.GetValue<long>());
        Assert.Equal(LimitRules.MaxItems, schemas["CheckAllRequest"]!["properties"]!["items"]!["maxItems"]!.GetValue<int>());
        Assert.Equal(Algorithm.TokenBucket.Name(), schemas["LimitRequest"]!["properties"]!["algorithm"]!["default"]!.GetValue<string>());
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo member) => Property(member).GetCustomAttribute<JsonIgnoreAttribute>() is null;

    private static PropertyInfo Property(JsonPropertyInfo member) =>
        member.DeclaringType.GetProperties().Single(property => FlintJson.Wire.Options.PropertyNamingPolicy!.ConvertName(property.Name) == member.Name);

    /// <summary>Its type as <c>integer int64?</c>: what is not written when it is null is never null.</summary>
    private static string Describe(JsonPropertyInfo member)
    {
        var isNullable = IsAlwaysWritten(member) && new NullabilityInfoContext().Create(Property(member)).ReadState == NullabilityState.Nullable;
        return Describe(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) + (isNullable ? "?" : "");
    }

    private static string Describe(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(long) => "integer int64",
        _ when type == typeof(int) => "integer int32",
        _ when type == typeof(Int128) => "integer", // JSON has whole numbers of any length, and the document no name for one of 128 bits
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(DateTimeOffset) => "string date-time",
        { IsGenericType: true } => $"array of {Describe(type.GetGenericArguments()[0])}",
        _ => type.Name,
    };

    /// <summary>The same of a schema. (A request's member that must be given is nullable in its contract: the limiter says that it is missing.)</summary>
    private static string Describe(JsonNode schema)
    {
        if (schema["$ref"]?.GetValue<string>().Split('/')[^1] is { } name)
            return NoContracts.Contains(name) ? "string" : name;
        if (schema["oneOf"] is JsonArray either)
            return Describe(either[0]!) + (either[1]!["type"]?.GetValue<string>() == "null" ? "?" : "");
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()).ToArray() : [schema["type"]!.GetValue<string>()];
        var format = schema["format"] is { } given ? $" {given}" : "";
        return types[0] + (types[0] == "array" ? $" of {Describe(schema["items"]!)}" : format) + (types.Contains("null") ? "?" : "");
    }
}
