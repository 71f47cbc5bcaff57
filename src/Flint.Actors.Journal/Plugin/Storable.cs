using System.Runtime.Serialization;
using System.Text;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>What the log would refuse line by line is refused before the first line of a request is in it: requests are stored whole or not at all.</summary>
internal static class Storable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line itself.</summary>
    /// <exception cref="SerializationException">It speaks of no valid time.</exception>
    /// <exception cref="EncoderFallbackException">A text of it has a lone surrogate: two such texts would be one on disk.</exception>
    public static LogRecord Check(in LogRecord line)
    {
        if (line.Time < 0 || line.Time > DateTime.MaxValue.Ticks)
            throw new SerializationException($"number {line.SequenceNr} of {line.PersistenceId} speaks of {line.Time}, which is no time in UTC ticks");
        Check(line.PersistenceId);
        Check(line.Writer);
        Check(line.Manifest);
        Check(line.TypeManifest);
        return line;
    }

    private static void Check(string text)
    {
        if (!Ascii.IsValid(text))
            _ = StrictUtf8.GetByteCount(text);
    }
}
