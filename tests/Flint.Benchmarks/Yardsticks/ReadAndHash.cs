using System.Diagnostics;
using System.Security.Cryptography;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>Reading the files of a directory and taking their SHA-256: whoever opens or folds a log has to do that much.</summary>
internal static class ReadAndHash
{
    public const string Name = "reading and hashing the same bytes";

    /// <summary>Of what the scenario's sides share under that name.</summary>
    public static Yardstick Of(string shared) => new(Name, place => Task.FromResult<IWork>(new Work(_ => Task.Run(() =>
    {
        var start = Stopwatch.GetTimestamp();
        Files(place.Shared(shared));
        return new Sample(1, Stopwatch.GetElapsedTime(start));
    }))));

    public static void Files(string directory)
    {
        var buffer = new byte[1 << 18];
        foreach (var name in Directory.GetFiles(directory))
        {
            using var file = File.OpenHandle(name, share: FileShare.ReadWrite);
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var (at, read) = (0L, 1); read > 0; at += read)
                sum.AppendData(buffer, 0, read = RandomAccess.Read(file, buffer, at));
        }
    }
}
