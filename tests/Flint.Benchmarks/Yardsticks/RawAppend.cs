using System.Diagnostics;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>
/// The least that a log without groups could do: append 220 bytes to a growing file, one after the other from one thread, and where it is to be durable
/// fdatasync each time.
/// </summary>
internal sealed class RawAppend : IDisposable
{
    private const int Length = 220;

    private readonly RawFile _file;
    private readonly bool _isDurable;
    private readonly byte[] _line = [.. Enumerable.Repeat((byte)'x', Length - 1), (byte)'\n'];

    public RawAppend(string directory, bool isDurable) => (_file, _isDurable) = (new RawFile(Path.Combine(directory, "raw")), isDurable);

    /// <summary>Appends for that time; how many a second.</summary>
    public double Run(TimeSpan length)
    {
        _file.Empty();
        var start = Stopwatch.GetTimestamp();
        var count = 0L;
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            _file.Append(_line);
            if (_isDurable)
                _file.Sync();
            count++;
        }
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _file.Dispose();
}
