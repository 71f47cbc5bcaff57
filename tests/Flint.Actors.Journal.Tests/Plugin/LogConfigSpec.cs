using Akka.Configuration;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

public sealed class LogConfigSpec
{
    [Fact]
    public void Config_should_take_its_defaults_from_flint_conf()
    {
        var config = LogConfig.Read(Config.Empty, null);

        Assert.Equal(Path.GetFullPath(".flint"), config.Directory);
        Assert.False(config.Settings.IsBatch);
        Assert.Equal(100, config.Settings.FlushEveryEvents);
        Assert.Equal(TimeSpan.FromMilliseconds(100), config.Settings.FlushEvery);
    }

    [Fact]
    public void Config_should_read_what_is_set()
    {
        var config = LogConfig.Read(ConfigurationFactory.ParseString("""
            flint.sync = batch
            flint.flush-every-events = 5
            flint.flush-every-ms = 250
            flint.data-dir = "elsewhere"
            """), "here/");

        Assert.Equal(Path.GetFullPath("here"), config.Directory);
        Assert.True(config.Settings.IsBatch);
        Assert.Equal(5, config.Settings.FlushEveryEvents);
        Assert.Equal(TimeSpan.FromMilliseconds(250), config.Settings.FlushEvery);
    }

    [Theory]
    [InlineData("flint.sync = sometimes", "flint.sync")]
    [InlineData("flint.sync = null", "flint.sync")]
    [InlineData("flint.flush-every-events = 0", "flint.flush-every-events")]
    [InlineData("flint.flush-every-ms = soon", "flint.flush-every-ms")]
    [InlineData("flint.data-dir = \"\"", "flint.data-dir")]
    public void Config_should_name_the_setting_that_is_wrong(string hocon, string path) =>
        Assert.StartsWith(path, Assert.Throws<ConfigurationException>(() => LogConfig.Read(ConfigurationFactory.ParseString(hocon), null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a = null")]
    [InlineData("a = \"\"")]
    [InlineData("b = 1")]
    public void Text_should_be_null_where_nothing_is_said(string hocon) => Assert.Null(ConfigurationFactory.ParseString(hocon).Text("a"));
}
