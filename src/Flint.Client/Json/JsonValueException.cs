using System.Text.Json;

namespace Flint.Client.Json;

/// <summary>A member's value is not what it must be; the message goes on where the member's name ends, such as "must be a string".</summary>
public sealed class JsonValueException(string message, Exception? inner = null) : JsonException(message, inner);
