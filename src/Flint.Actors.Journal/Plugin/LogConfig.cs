using Akka.Configuration;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>Where the log of a plugin stands and when it syncs: its configuration, read once.</summary>
/// <param name="Directory">The full path of the data directory.</param>
/// <param name="Settings">When the log syncs.</param>
public sealed record LogConfig(string Directory, LogSettings Settings)
{
    /// <summary>Reads the settings of a system for a log in this directory; where it is null, in <c>flint.data-dir</c>.</summary>
    /// <exception cref="ConfigurationException">A setting is out of bounds.</exception>
    public static LogConfig Read(Config system, string? directory)
    {
        var config = system.WithFallback(FlintConfig.Default);
        return new LogConfig(FullPath(directory ?? config.Text("flint.data-dir") ?? throw Bad("flint.data-dir", "a directory", null)), new LogSettings(
            IsBatch(config),
            AtLeastOne(config, "flint.flush-every-events"),
            TimeSpan.FromMilliseconds(AtLeastOne(config, "flint.flush-every-ms")),
            new CompactionSettings(
                AtLeast(0, config, "flint.compact.growth-percent"),
                config.GetByteSize("flint.compact.min-size") ?? throw Bad("flint.compact.min-size", "a size as 64 MiB", config.Text("flint.compact.min-size")))));
    }

    /// <summary>One spelling for one directory.</summary>
    internal static string FullPath(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    private static bool IsBatch(Config config) => config.Text("flint.sync") switch
    {
        "always" => false,
        "batch" => true,
        var other => throw Bad("flint.sync", "always or batch", other),
    };

    private static int AtLeastOne(Config config, string path) => AtLeast(1, config, path);

    private static int AtLeast(int lowest, Config config, string path) => config.Text(path) is var text && int.TryParse(text, out var number) && number >= lowest
        ? number
        : throw Bad(path, $"a whole number from {lowest}", text);

    private static ConfigurationException Bad(string path, string wanted, string? found) => new($"{path} must be {wanted}, not \"{found}\"");
}
