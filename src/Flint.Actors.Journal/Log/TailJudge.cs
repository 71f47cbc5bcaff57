using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Looks behind a bad group for groups that are consistent in themselves: what they say was synced when they were written tells damage from a torn tail.
/// Those of other files, whose bytes a crash may leave there, know nothing of this one.
/// </summary>
internal static class TailJudge
{
    private const int Piece = 1 << 20;

    /// <summary>Whether a group behind the offset, of a file of that salt, knew that group to be synced.</summary>
    public static bool KnowsSynced(IDataFile file, Salt salt, long offset, long group)
    {
        var bytes = new byte[(int)Math.Min(Piece, Math.Max(file.Length - offset, 1))];
        for (var at = offset; ;)
        {
            var read = file.Read(bytes, at);
            var piece = bytes.AsSpan(0, read);
            // Anywhere, not only behind a line feed: that byte may be the damaged one.
            for (var from = 0; piece[from..].IndexOf(GroupClosing.Prefix) is >= 0 and var found; from += found + 1)
            {
                if (IsConsistent(file, at + from + found, out var closing) && closing.SyncedIn(salt) >= group)
                    return true;
            }
            if (at + read >= file.Length || read == 0)
                return false;
            at += Math.Max(1, read - GroupClosing.Prefix.Length);
        }
    }

    private static bool IsConsistent(IDataFile file, long lineAt, out GroupClosing closing)
    {
        closing = default;
        Span<byte> room = stackalloc byte[GroupClosing.MaxLength];
        var line = room[..file.Read(room, lineAt)];
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || !GroupClosing.TryRead(line[..(end + 1)], out closing))
            return false;
        var start = lineAt + end + 1 - closing.Bytes;
        if (start < 0 || closing.Bytes > Array.MaxLength)
            return false;
        var group = new byte[(int)closing.Bytes];
        return file.Read(group, start) == group.Length && closing.Sums(group);
    }
}
