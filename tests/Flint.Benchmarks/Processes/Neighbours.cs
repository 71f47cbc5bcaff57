using System.Globalization;

namespace Flint.Benchmarks.Processes;

/// <summary>What else uses the processors: a build that has just ended leaves a compiler behind, which goes on compiling itself for a minute or two.</summary>
internal static class Neighbours
{
    private const double Quiet = 0.2;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Waits until less than a fifth of one processor is used, three minutes at most; what is to be said of it if they are not, or null. Only Linux can be asked.</summary>
    /// <param name="say">Told that it waits.</param>
    public static async Task<string?> LetPassAsync(Action<string> say)
    {
        var busy = 0.0;
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            busy = await BusyAsync();
            if (busy < Quiet)
                return null;
            if (waited == TimeSpan.Zero)
                say($"waiting for what else runs here: it uses {Figure(busy)} processors");
        }
        return $"something else used {Figure(busy)} processors when this began";
    }

    // How many processors' worth of time.
    private static async Task<double> BusyAsync()
    {
        if (Times() is not { } before)
            return 0;
        await Task.Delay(Look);
        var after = Times()!.Value;
        return Environment.ProcessorCount * (1 - ((after.Idle - before.Idle) / Math.Max(1.0, after.All - before.All)));
    }

    // "cpu  user nice system idle iowait irq softirq steal" and what is counted in these, in ticks of all processors since the start. Who waits for the disk is busy with it.
    private static (long Idle, long All)? Times()
    {
        const string Statistics = "/proc/stat";
        if (!File.Exists(Statistics))
            return null;
        var ticks = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[3], ticks.Sum());
    }

    private static string Figure(double processors) => processors.ToString("0.0", CultureInfo.InvariantCulture);
}
