using Flint.Host.Logging;
using Microsoft.Extensions.Logging;

namespace Flint.Host.Tests;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("é漢🔥", "é漢🔥")]
    [InlineData("a\r\nb\tc", "a\\u000D\\u000Ab\\u0009c")]
    [InlineData("\u001b[31m", "\\u001B[31m")]
    [InlineData("\u0085\u2028\u2029", "\\u0085\\u2028\\u2029")]
    [InlineData("\u007f", "\\u007F")]
    public void Text_should_stay_readable_and_on_one_line(string text, string line) => Assert.Equal(line, OneLine.Escape(text));

    [Fact]
    public void A_lone_surrogate_should_be_named() => Assert.Equal("a\\uD800b", OneLine.Escape("a\ud800b"));

    [Fact]
    public void A_log_should_hold_warnings_and_worse_one_line_each()
    {
        var to = new StringWriter();
        using var provider = new LineLoggerProvider(to, new Clock());
        var log = provider.CreateLogger("Flint");

        log.LogInformation("quiet");
        log.LogWarning("key {Key}", "a\nb");
        log.LogError(new IOException("no\nroom"), "failed");

        Assert.Equal(
            $"2026-11-24T12:00:00.000Z warning Flint: key a\\u000Ab{to.NewLine}"
            + $"2026-11-24T12:00:00.000Z error Flint: failed: System.IO.IOException: no\\u000Aroom{to.NewLine}",
            to.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    }
}
