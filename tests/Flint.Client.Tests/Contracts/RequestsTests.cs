using System.Text;
using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;

namespace Flint.Client.Tests.Contracts;

public sealed class RequestsTests
{
    [Fact]
    public void A_check_should_cost_one_unless_told()
    {
        Assert.Equal(new CheckItem("k", 1), Check("""{"key":"k"}""").ToItem());
        Assert.Equal(new CheckItem("k", 1), Check("""{"key":"k","cost":null}""").ToItem());
        Assert.Equal(new CheckItem("k", 9), Check("""{"cost":9,"later":{"x":[]},"key":"k"}""").ToItem());
    }

    [Fact]
    public void A_limit_should_be_a_token_bucket_that_replaces_unless_told()
    {
        var plain = JsonSerializer.Deserialize("""{"key":"k","rate":5,"per":"1m"}""", FlintJson.Wire.LimitRequest)!;
        var full = JsonSerializer.Deserialize(
            """{"key":"k","rate":5,"per":"1m","algorithm":"fixed_window_counter","only_if_missing":true}""", FlintJson.Wire.LimitRequest)!;

        Assert.Equal((Algorithm.TokenBucket, null), (plain.ToAlgorithm(), plain.OnlyIfMissing));
        Assert.Equal((Algorithm.FixedWindowCounter, true), (full.ToAlgorithm(), full.OnlyIfMissing));
        Assert.Throws<UnknownAlgorithmException>(() => (full with { Algorithm = "leaky" }).ToAlgorithm());
    }

    [Fact]
    public void A_check_all_should_keep_the_order_and_leave_judging_to_the_limiter()
    {
        Assert.Equal([new CheckItem("b", 2), new CheckItem("a")], CheckAll("""{"items":[{"key":"b","cost":2},{"key":"a"}]}""").ToItems());
        Assert.Equal([default], CheckAll("""{"items":[null]}""").ToItems());
        Assert.Empty(CheckAll("{}").ToItems());
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("true")]
    [InlineData("{}")]
    public void A_cost_should_be_a_whole_number(string cost)
    {
        var refusal = Assert.Throws<JsonValueException>(() => Check($$"""{"key":"k","cost":{{cost}}}"""));

        Assert.Equal(("$.cost", "must be a whole number up to 9223372036854775807"), (refusal.Path, refusal.Message));
    }

    [Theory]
    [InlineData(""" "\ud800" """)]
    [InlineData(""" "a\udc00b" """)]
    [InlineData(""" "\ud800\ud800" """)]
    public void A_key_with_a_lone_surrogate_should_be_refused_not_repaired(string key)
    {
        var refusal = Assert.Throws<JsonValueException>(() => CheckAll($$"""{"items":[{"key":"k"},{"key":{{key}}}]}"""));

        Assert.Equal("$.items[1].key", refusal.Path);
        Assert.Contains("lone surrogate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_bytes_that_are_not_utf8_should_be_refused_not_repaired()
    {
        byte[] body = [.. "{\"key\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8];

        Assert.Throws<JsonValueException>(() => JsonSerializer.Deserialize(body, FlintJson.Wire.CheckRequest));
    }

    [Fact]
    public void A_key_in_escapes_should_be_the_key_it_spells() =>
        Assert.Equal("🔥\n", Check("""{"key":"\ud83d\udd25\n"}""").Key);

    [Fact]
    public void A_member_named_twice_should_be_refused() =>
        Assert.Throws<JsonException>(() => Check("""{"key":"a","key":"b"}"""));

    [Fact]
    public void Requests_should_be_written_with_the_names_they_are_read_by() => Assert.Equal(
        """{"key":"é","rate":5,"per":"1m","algorithm":null,"only_if_missing":true}""",
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(
            new LimitRequest { Key = "é", Rate = 5, Per = "1m", OnlyIfMissing = true }, FlintJson.Wire.LimitRequest)));

    private static CheckRequest Check(string json) => JsonSerializer.Deserialize(json, FlintJson.Wire.CheckRequest)!;

    private static CheckAllRequest CheckAll(string json) => JsonSerializer.Deserialize(json, FlintJson.Wire.CheckAllRequest)!;
}
