using System.Text;
using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Client.Tests.Json;

public sealed class PlainTextEncoderTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("🔥 é ж 漢 <b>&'+", "🔥 é ж 漢 <b>&'+")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("a\r\n\tb", "a\\r\\n\\tb")]
    [InlineData("\u0000\u001b\u007f\u0085\u2028", "\\u0000\\u001B\\u007F\\u0085\\u2028")]
    [InlineData("🔥🔥\"🔥", "🔥🔥\\\"🔥")]
    public void Text_should_be_left_readable_but_for_what_must_be_escaped(string text, string json) =>
        Assert.Equal($$"""{"error":"{{json}}"}""", JsonSerializer.Serialize(new ErrorReply(text), FlintJson.Wire.ErrorReply));

    [Fact]
    public void Every_scalar_should_be_read_back_as_it_was()
    {
        var all = new StringBuilder();
        for (var scalar = 0; scalar <= 0x10FFFF; scalar++)
            if (Rune.IsValid(scalar))
                all.Append(new Rune(scalar));

        var json = JsonSerializer.SerializeToUtf8Bytes(new ErrorReply(all.ToString()), FlintJson.Wire.ErrorReply);

        Assert.Equal(all.ToString(), JsonSerializer.Deserialize(json, FlintJson.Wire.ErrorReply)!.Error);
    }
}
