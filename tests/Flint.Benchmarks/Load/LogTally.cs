using System.Buffers.Text;

namespace Flint.Benchmarks.Load;

/// <summary>What a log gained.</summary>
/// <param name="Lines">Lines of events.</param>
/// <param name="Groups">Groups, each of them one write.</param>
/// <param name="Syncs">How often a group knew of a later sync than the one before it.</param>
/// <param name="Bytes">Of all of them.</param>
internal sealed record LogGain(long Lines, long Groups, long Syncs, long Bytes);

/// <summary>Counts what is appended to a directory's log, from outside: by reading it.</summary>
internal sealed class LogTally(string dataDirectory)
{
    private readonly string _path = Path.Combine(dataDirectory, "flint.aof");
    private long _position;
    private long _synced;

    /// <summary>What was appended since the last call.</summary>
    public LogGain Read()
    {
        var (lines, groups, syncs, begin) = (0L, 0L, 0L, _position);
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = _position;
        var buffer = new byte[1 << 20];
        for (var held = 0; ;)
        {
            var read = file.Read(buffer, held, buffer.Length - held);
            var text = buffer.AsSpan(0, held + read);
            while (text.IndexOf((byte)'\n') is >= 0 and var length)
            {
                // An empty line is space that is written ahead: here the log ends for now.
                if (length == 0)
                    return new LogGain(lines, groups, syncs, _position - begin);
                Count(text[..length]);
                text = text[(length + 1)..];
                _position += length + 1;
            }
            if (read == 0)
                return new LogGain(lines, groups, syncs, _position - begin);
            held = text.Length;
            text.CopyTo(buffer);
            if (held == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }

        void Count(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("{\"pid\":"u8))
            {
                lines++;
            }
            else if (line.StartsWith("{\"group\":"u8))
            {
                groups++;
                var synced = Synced(line);
                if (synced != _synced)
                    syncs++;
                _synced = synced;
            }
        }
    }

    private static long Synced(ReadOnlySpan<byte> closing)
    {
        var name = "\"synced\":"u8;
        return Utf8Parser.TryParse(closing[(closing.IndexOf(name) + name.Length)..], out long synced, out _) ? synced : 0;
    }
}
