using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Keeps line feeds written ahead of the log's end, so that a sync finds the file's size unchanged and has no metadata to write. Owned by the appender.
/// </summary>
internal sealed class Prewriter(IDataFile file)
{
    private const int SmallestStep = 256 * 1024;

    // A sync that finds a new step writes all of it, and everybody waits: some 2 ms for each MiB, and half a millisecond for the file's length.
    private const int LargestStep = 1024 * 1024;

    private const int LowWater = 32 * 1024;
    private static readonly byte[] Filler = LineFeeds();

    private long _end;
    private long _restUntil;
    private int _step = SmallestStep;

    /// <summary>Called after a group was written: fills on from there if little is left. Contiguous, so that no hole of NULs can stand between.</summary>
    public void Advance(long used)
    {
        if (Math.Max(_end, _restUntil) - used >= LowWater)
            return;
        var from = Math.Max(_end, used);
        try
        {
            for (var done = 0; done < _step; done += Filler.Length)
                file.Write(Filler, from + done);
            _end = from + _step;
            _step = Math.Min(_step * 2, LargestStep);
        }
        catch (FileOperationException e) when (e.IsShortOfSpace)
        {
            // The groups themselves may still find room; asked again when as much has been used.
            _step = SmallestStep;
            _restUntil = from + SmallestStep;
        }
    }

    private static byte[] LineFeeds()
    {
        var feeds = new byte[SmallestStep];
        feeds.AsSpan().Fill((byte)'\n');
        return feeds;
    }
}
