using System.Text.Json;
using Flint.Client.Json;

namespace Flint.Client.Tests.Json;

public sealed class Rfc3339ConverterTests
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new Rfc3339Converter() } };

    [Theory]
    [InlineData(0, "2026-11-24T12:00:00Z")]
    [InlineData(9, "2026-11-24T12:00:00Z")]
    [InlineData(10, "2026-11-24T12:00:00.000001Z")]
    [InlineData(10_000, "2026-11-24T12:00:00.001Z")]
    [InlineData(5_000_000, "2026-11-24T12:00:00.500Z")]
    [InlineData(5_000_010, "2026-11-24T12:00:00.500001Z")]
    [InlineData(9_999_999, "2026-11-24T12:00:00.999999Z")]
    public void A_time_should_have_0_3_or_6_fraction_digits(long ticks, string text)
    {
        var time = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddTicks(ticks);

        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(time, Options));
        Assert.Equal(time.AddTicks(-(ticks % 10)), JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", Options));
    }

    [Fact]
    public void A_time_of_another_zone_should_be_written_in_utc() =>
        Assert.Equal("\"2026-11-24T10:00:00Z\"", JsonSerializer.Serialize(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.FromHours(2)), Options));

    [Theory]
    [InlineData("\"2026-11-24T12:00:00\"")]
    [InlineData("\"2026-11-24\"")]
    [InlineData("\"\"")]
    [InlineData("5")]
    [InlineData("null")]
    public void What_is_no_time_in_utc_should_be_refused(string json) =>
        Assert.Throws<JsonValueException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, Options));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(9, 10)]
    [InlineData(10, 10)]
    [InlineData(9_999_991, 10_000_000)]
    public void A_reset_should_be_rounded_up_to_the_microsecond(long ticks, long rounded) => Assert.Equal(
        DateTimeOffset.UnixEpoch.AddTicks(rounded),
        Rounding.UpToMicrosecond(DateTimeOffset.UnixEpoch.AddTicks(ticks)));

    [Fact]
    public void The_last_instant_should_stay_what_it_is() =>
        Assert.Equal(DateTimeOffset.MaxValue, Rounding.UpToMicrosecond(DateTimeOffset.MaxValue));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    [InlineData(long.MaxValue, 922_337_203_685_478)]
    public void A_wait_should_be_rounded_up_to_the_millisecond(long ticks, long millis) =>
        Assert.Equal(millis, Rounding.UpToMillisecond(TimeSpan.FromTicks(ticks)));
}
