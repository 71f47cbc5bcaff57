using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>The sample directories of flint-limiter 0.1 and 0.2.</summary>
internal static class OldDirectory
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Samples");

    public static MemoryDisk Any(Random random)
    {
        var samples = Directory.GetDirectories(Root).Order(StringComparer.Ordinal).ToArray();
        var disk = new MemoryDisk();
        foreach (var file in Directory.GetFiles(samples[random.Next(samples.Length)]))
            disk[Path.GetFileName(file)] = File.ReadAllBytes(file);
        return disk;
    }
}
