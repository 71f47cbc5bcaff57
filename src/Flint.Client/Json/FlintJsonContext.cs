using System.Text.Json.Serialization;
using Flint.Client.Contracts;

namespace Flint.Client.Json;

/// <summary>The contracts of the HTTP API as JSON; <see cref="FlintJson"/> has it as it is used.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(LimitRequest))]
[JsonSerializable(typeof(TemplateRequest))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckAllRequest))]
[JsonSerializable(typeof(ResetRequest))]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(OkReply))]
[JsonSerializable(typeof(RemovedReply))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(CheckReply))]
[JsonSerializable(typeof(CheckAllReply))]
[JsonSerializable(typeof(DoctorReply))]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(TemplateReply))]
[JsonSerializable(typeof(IReadOnlyList<TemplateReply>))]
[JsonSerializable(typeof(IReadOnlyList<StatusReply>))]
[JsonSerializable(typeof(IAsyncEnumerable<StatusReply>))]
[JsonSerializable(typeof(IReadOnlyList<EventReply>))]
[JsonSerializable(typeof(IReadOnlyList<TopReply>))]
[JsonSerializable(typeof(IReadOnlyList<TotalsReply>))]
public sealed partial class FlintJsonContext : JsonSerializerContext;
