using Flint.Actors.Journal.Log;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Flip;

/// <summary>All damages of a directory: of its bytes, its lengths, its groups and its files.</summary>
/// <param name="whole">The directory.</param>
/// <param name="other">Another one of the same kind, from which files and groups are taken.</param>
internal sealed class Damages(DiskImage whole, DiskImage other)
{
    private readonly GroupMap _written = GroupMap.Of(whole.Files[LogFileNames.Log]);

    // Asked for every byte, and the same for all of a file.
    private readonly Dictionary<string, int> _readUpTo = whole.Files.Keys.ToDictionary(name => name, name => ReadUpTo(whole, name));

    /// <summary>Each of the eight bits of every byte.</summary>
    public IEnumerable<Damage> Flips() => whole.Files.SelectMany(file => Enumerable.Range(0, file.Value.Length).SelectMany(at => FlipsOf(file.Key, file.Value, at)));

    /// <summary>Every shorter length.</summary>
    public IEnumerable<Damage> Cuts() => whole.Files.SelectMany(file => Enumerable.Range(0, file.Value.Length)
        .Select(length => new Damage(file.Key, $"cut to {length} bytes", () => file.Value[..length], OfCut(file.Key, length))));

    /// <summary>Groups deleted, doubled, exchanged with the next one, and replaced by that of another log.</summary>
    public IEnumerable<Damage> Regroupings()
    {
        foreach (var (name, file) in whole.Files)
        {
            if (!IsRead(name))
                continue;
            var (map, theirs) = (GroupMap.Of(file), GroupMap.Of(other.Files[name]));
            int[] all = [.. Enumerable.Range(0, map.Groups.Count)];
            foreach (var group in all)
            {
                yield return Regrouped(name, map, $"group {group} deleted", [.. all.Where(i => i != group)]);
                yield return Regrouped(name, map, $"group {group} doubled", [.. all[..(group + 1)], group, .. all[(group + 1)..]]);
                if (group + 1 < all.Length)
                    yield return Regrouped(name, map, $"groups {group} and {group + 1} exchanged", [.. all[..group], group + 1, group, .. all[(group + 2)..]]);
                if (group < theirs.Groups.Count)
                    yield return Regrouped(name, map, $"group {group} of another log", [.. all[..group], -1 - group, .. all[(group + 1)..]]);
            }
        }
    }

    /// <summary>Files that are gone, emptied or those of another log.</summary>
    public IEnumerable<Damage> Files()
    {
        foreach (var (name, file) in whole.Files)
        {
            var expected = IsRead(name) ? Expected.Refused : Expected.Unread;
            yield return new Damage(name, "gone", static () => null, expected);
            if (other.Files.TryGetValue(name, out var theirs))
                yield return new Damage(name, "of another log", () => theirs, expected);
            foreach (var (older, content) in whole.Files.Where(older => IsGeneration(name) && older.Key != name && IsGeneration(older.Key)))
                yield return new Damage(name, $"overwritten with {older}", () => content, Expected.Refused);
        }
    }

    private static bool IsGeneration(string name) => name == LogFileNames.Log || LogFileNames.IsClosed(name, out _);

    private static bool IsRead(string name) => IsGeneration(name) || name == LogFileNames.Snapshot;

    private IEnumerable<Damage> FlipsOf(string name, byte[] file, int at)
    {
        var expected = OfChange(name, at);
        return Enumerable.Range(0, 8).Select(bit => new Damage(name, $"bit {bit} of byte {at} flipped", () => Flipped(file, (at * 8) + bit), expected));
    }

    private static byte[] Flipped(byte[] file, int bit)
    {
        var flipped = file.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private Expected OfChange(string name, int at)
    {
        if (name != LogFileNames.Log)
            return at < _readUpTo[name] ? Expected.Refused : Expected.Unread;
        if (at < _written.HeaderEnd)
            return Expected.Refused;
        var hit = Array.FindIndex([.. _written.Groups], group => at >= group.Start && at < group.End);
        return hit < 0
            ? new Expected(_written.Groups.Count, IsTorn: true, IsClean: false) // a line feed written ahead
            : EndingAt(hit, _written.Groups.Where((_, i) => i != hit), isTorn: true);
    }

    private Expected OfCut(string name, int length)
    {
        if (name != LogFileNames.Log)
            return length < _readUpTo[name] ? Expected.Refused : Expected.Unread;
        if (length < _written.HeaderEnd)
            return Expected.Refused;
        var left = _written.Groups.TakeWhile(group => group.End <= length).ToArray();
        var end = left is [.., var last] ? last.End : _written.HeaderEnd;
        return left.Length == _written.Groups.Count
            ? new Expected(left.Length, IsTorn: false, IsClean: length == end && EndsClean(left))
            : EndingAt(left.Length, left, isTorn: length > end) with { IsClean = length == end && EndsClean(left) };
    }

    private Damage Regrouped(string name, GroupMap map, string what, int[] order)
    {
        byte[] file = whole.Files[name], others = other.Files[name];
        var theirs = GroupMap.Of(others);
        byte[] Content()
        {
            var content = new List<byte>(file[..map.HeaderEnd]);
            foreach (var group in order)
                content.AddRange(group >= 0 ? map.Bytes(file, group) : theirs.Bytes(others, -1 - group));
            content.AddRange(file.AsSpan(map.End));
            return [.. content];
        }
        var inPlace = order.TakeWhile((group, i) => group == i).Count();
        if (name == LogFileNames.Snapshot)
            return new Damage(name, what, Content, Expected.Refused);
        if (name != LogFileNames.Log)
            return new Damage(name, what, Content, inPlace == map.Groups.Count || map.Groups[inPlace].Start >= _readUpTo[name] ? Expected.Unread : Expected.Refused);
        // What another log's knew to be synced is nothing to this one.
        var groups = order.Select(group => group >= 0 ? map.Groups[group] : theirs.Groups[-1 - group] with { Synced = 0 });
        var isTorn = inPlace < order.Length;
        return new Damage(name, what, Content, EndingAt(inPlace, groups, isTorn) with { IsClean = !isTorn && file.Length == map.End && EndsClean(map.Groups.Take(inPlace)) });
    }

    // The log ends before that group, if nothing that is left knew it to be synced.
    private Expected EndingAt(int group, IEnumerable<Group> left, bool isTorn)
    {
        var missing = _written.First + group;
        var isKnown = group < _written.Groups.Count && left.Select(other => other.Synced).Append(_written.First - 1).Max() >= missing;
        return isKnown ? Expected.Refused : new Expected(group, isTorn, IsClean: false);
    }

    private static bool EndsClean(IEnumerable<Group> left) => left.LastOrDefault() is not { } last || (last.IsMark && last.Synced == last.Number - 1);

    // Of a closed generation nothing is read behind the group that the next one continues, of a snapshot all, of what was kept aside nothing.
    private static int ReadUpTo(DiskImage whole, string name)
    {
        if (name == LogFileNames.Snapshot)
            return int.MaxValue;
        if (!LogFileNames.IsClosed(name, out var generation))
            return 0;
        var next = whole.Files.GetValueOrDefault(LogFileNames.Closed(generation + 1)) ?? whole.Files[LogFileNames.Log];
        var last = GroupMap.Of(next).First - 1;
        var map = GroupMap.Of(whole.Files[name]);
        return map.Groups.LastOrDefault(group => group.Number <= last)?.End ?? map.HeaderEnd;
    }
}
