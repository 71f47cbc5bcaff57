using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>The least that a log without groups could do: lines of 220 bytes one after the other, from one thread.</summary>
internal static class RawDisk
{
    private const int Prewritten = 16 << 20;

    public static readonly byte[] Line = [.. Enumerable.Repeat((byte)'x', 219), (byte)'\n'];

    /// <summary>The file grows, so that each sync writes its length, too.</summary>
    public static readonly Yardstick AppendAndSync = new("append + fdatasync", place => OpenAsync(place, 0, file =>
    {
        file.Append(Line);
        file.Sync();
    }));

    /// <summary>The bytes are there already, on the disk: nothing but them is synced.</summary>
    public static readonly Yardstick OverwriteAndSync = new("append into prewritten blocks + fdatasync", place => OpenAsync(place, Prewritten, file =>
    {
        file.Append(Line);
        file.Sync();
    }));

    public static readonly Yardstick Append = new("write()", place => OpenAsync(place, 0, file => file.Append(Line)));

    private static Task<IWork> OpenAsync(Place place, int prewritten, Action<RawFile> piece)
    {
        var file = new RawFile(Path.Combine(place.NewDirectory(), "raw"));
        return Task.FromResult<IWork>(new Work(length => Task.Run(() =>
        {
            file.Prewrite(prewritten);
            var sample = Measured.Thread(length, () => piece(file));
            file.Empty(); // else the disk is still busy with it when the next is measured
            return sample;
        }), file));
    }
}
