using Akka.Configuration;
using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;

namespace Flint.Hosting;

/// <summary>The options of a limiter over the settings of its system over <c>flint.conf</c>: read once.</summary>
internal sealed record LimiterConfig(LimitSettings Limits, LogConfig? Log, bool HasSnapshots, TimeProvider Time)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);
    private static readonly string JournalClass = typeof(FlintJournal).FullName!;
    private static readonly string StoreClass = typeof(FlintSnapshotStore).FullName!;

    /// <summary>Reads what is effective.</summary>
    /// <exception cref="ConfigurationException">A setting is out of bounds.</exception>
    public static LimiterConfig Read(LimiterOptions options, Config system)
    {
        var config = system.WithFallback(FlintConfig.Default);
        var resident = AtLeastOne(options.MaxResident ?? config.GetInt("flint.passivate.max-resident"), "flint.passivate.max-resident");
        var limits = new LimitSettings(
            Timed(options.RecordWithin ?? config.GetTimeSpan("flint.record-within"), "flint.record-within"),
            Timed(options.RequestTimeout ?? config.GetTimeSpan("flint.request-timeout"), "flint.request-timeout"),
            Math.Min(AtLeastOne(config.GetInt("flint.partitions"), "flint.partitions"), resident), // each has one key awake at least
            AtLeastOne(options.SnapshotEvery ?? config.GetInt("flint.snapshot.every"), "flint.snapshot.every"),
            NotNegative(options.HistoryKeep ?? config.GetInt("flint.history.keep"), "flint.history.keep"),
            Timed(options.PassivateAfter ?? config.GetTimeSpan("flint.passivate.after"), "flint.passivate.after"),
            resident,
            AtLeastOne(options.MaxWaiting ?? config.GetInt("flint.max-waiting"), "flint.max-waiting"),
            IdleTtl(config.GetTimeSpan("flint.template.idle-ttl")),
            Timed(config.GetTimeSpan("flint.template.sweep-every"), "flint.template.sweep-every"),
            AtLeastOne(config.GetInt("flint.template.sweep-keys"), "flint.template.sweep-keys"),
            options.JournalPlugin ?? config.GetString("flint.journal-plugin"),
            options.SnapshotPlugin ?? config.GetString("flint.snapshot-plugin"));
        return new LimiterConfig(limits, ReadLog(options, limits, system, config), IsOfClass(config, limits.SnapshotPlugin, StoreClass), options.TimeProvider ?? TimeProvider.System);
    }

    private static bool IsOfClass(Config config, string plugin, string type) =>
        config.GetString(plugin + ".class")?.StartsWith(type, StringComparison.Ordinal) == true;

    private static LogConfig? ReadLog(LimiterOptions options, LimitSettings limits, Config system, Config config)
    {
        if (!IsOfClass(config, limits.JournalPlugin, JournalClass))
            return null;
        var ofPlugin = config.GetString(limits.JournalPlugin + ".data-dir");
        var log = LogConfig.Read(system, options.DataDirectory ?? (string.IsNullOrWhiteSpace(ofPlugin) ? null : ofPlugin));
        var compaction = log.Settings.Compaction!;
        return log with
        {
            Settings = log.Settings with
            {
                IsBatch = options.Sync?.IsBatch ?? log.Settings.IsBatch,
                FlushEveryEvents = options.Sync?.FlushEveryEvents ?? log.Settings.FlushEveryEvents,
                FlushEvery = options.Sync?.FlushEvery ?? log.Settings.FlushEvery,
                Meters = options.MeterFactory,
                Compaction = new CompactionSettings(
                    NotNegative(options.CompactGrowthPercent ?? compaction.GrowthPercent, "flint.compact.growth-percent"),
                    NotNegative(options.CompactMinSize ?? compaction.MinSize, "flint.compact.min-size")),
            },
        };
    }

    private static TimeSpan Timed(TimeSpan value, string setting) =>
        value >= TimeSpan.FromMilliseconds(1) && value <= LongestTimer ? value : throw new ConfigurationException($"{setting} must be from 1 ms to {LongestTimer.Days} d, not {value}");

    private static TimeSpan IdleTtl(TimeSpan value)
    {
        try
        {
            LimitRules.RequireIdleTtl(value);
            return value;
        }
        catch (InvalidDurationException e)
        {
            throw new ConfigurationException($"flint.template.idle-ttl: {e.Message}", e);
        }
    }

    private static int AtLeastOne(int value, string setting) =>
        value >= 1 ? value : throw new ConfigurationException($"{setting} must be at least 1, not {value}");

    private static T NotNegative<T>(T value, string setting)
        where T : System.Numerics.INumber<T> =>
        !T.IsNegative(value) ? value : throw new ConfigurationException($"{setting} must not be negative, but is {value}");
}
