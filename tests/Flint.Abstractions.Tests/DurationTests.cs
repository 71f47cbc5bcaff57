namespace Flint.Abstractions.Tests;

public class DurationTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("1ms", 1)]
    [InlineData("10s", 10_000)]
    [InlineData("10", 10_000)]
    [InlineData("1m", 60_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("3660d", 316_224_000_000)]
    [InlineData("316224000000ms", 316_224_000_000)]
    [InlineData(" 007s ", 7_000)]
    public void Duration_should_read_whole_numbers_with_a_unit(string text, long millis) =>
        Assert.Equal(TimeSpan.FromMilliseconds(millis), Duration.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("1.5s")]
    [InlineData("1,000ms")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("1s2")]
    [InlineData("1m30s")]
    [InlineData("١s")]
    [InlineData("forever")]
    public void Duration_should_refuse_what_it_cannot_read_and_show_how_to_write_it(string? text)
    {
        var error = Assert.Throws<InvalidDurationException>(() => Duration.Parse(text));

        Assert.Equal($"invalid duration \"{text}\": write a whole number and ms, s, m, h or d, such as 250ms, 10s or 1m", error.Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0ms")]
    [InlineData("3661d")]
    [InlineData("316224000001ms")]
    [InlineData("9223372036854775807d")]
    [InlineData("99999999999999999999999999s")]
    public void Duration_should_refuse_what_is_out_of_bounds_and_name_them(string text)
    {
        var error = Assert.Throws<InvalidDurationException>(() => Duration.Parse(text));

        Assert.Equal($"invalid duration \"{text}\": it must be from 1ms to 3660d", error.Message);
    }

    [Theory]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1500ms")]
    [InlineData(1_000, "1s")]
    [InlineData(90_000, "90s")]
    [InlineData(60_000, "1m")]
    [InlineData(7_200_000, "2h")]
    [InlineData(86_400_000, "1d")]
    [InlineData(316_224_000_000, "3660d")]
    public void Duration_should_be_written_in_its_largest_unit_and_read_back(long millis, string text)
    {
        var per = TimeSpan.FromMilliseconds(millis);

        Assert.Equal(text, Duration.Format(per));
        Assert.Equal(per, Duration.Parse(text));
    }
}
