using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// What a crash at one moment may leave, in families: everything (F1) or nothing (F2) of what is not synced; the last write torn at every byte (F3); a grown file whose
/// new bytes are zeros from some sector on (F4); any choice and order of sectors (F5); as F4, with what other files hold, or deleted ones held (F6); any choice and order of changes
/// of names, with or without their files' content (F7). F8, a crash while such a state is recovered, is made by the judge.
/// </summary>
internal static class CrashFamilies
{
    // A line feed written ahead is as good as the next: where a write is nothing else, a few cuts do.
    private const int CutsOfFiller = 12;
    private const int CutsOfLongWrites = 3000;
    private const int AllSubsetsUpTo = 8;
    private const int SomeSubsets = 64;
    private const int AllOrdersUpTo = 3;

    /// <summary>All of them, but for F8.</summary>
    public static IEnumerable<CrashState> Of(CrashPoint disk, Random random)
    {
        var all = Enumerable.Range(0, disk.NameChanges).ToArray();
        yield return State("F1", "all", () => disk.Leave(disk.Names(all), static file => file.All)) with { IsKill = true };
        yield return State("F2", "nothing", () => disk.Leave(disk.Names([]), static file => file.Durable));
        foreach (var (inode, file) in disk.Files)
        {
            if (file.Changes.Count == 0)
                continue;
            foreach (var (family, detail, content) in Cuts(file, random).Concat(Tails(disk, inode, file, random)).Concat(Sectors(file, random)))
            {
                // The other files: their changes are all there, or none is.
                var others = random.Next(2) == 0;
                yield return State(family, $"{detail}, others {(others ? "whole" : "lost")}",
                    () => disk.Leave(disk.Names(all), other => ReferenceEquals(other, file) ? content() : others ? other.All : other.Durable));
            }
        }
        foreach (var state in Names(disk, random))
            yield return state;
    }

    private static CrashState State(string family, string detail, Func<DiskImage> build) => new(family, detail, IsKill: false, build);

    // F3. The writes before the last were torn at every byte at the moments before.
    private static IEnumerable<(string, string, Func<byte[]>)> Cuts(CrashedFile file, Random random)
    {
        var last = file.Changes.Count - 1;
        var write = file.Changes[last];
        IEnumerable<int> cuts = Enumerable.Range(1, Math.Max(0, write.Bytes - 1));
        if (IsFiller(write))
            cuts = Some(write.Bytes, CutsOfFiller, random);
        else if (write.Bytes > CutsOfLongWrites)
            cuts = Some(write.Bytes, CutsOfLongWrites, random);
        foreach (var cut in cuts)
            yield return ("F3", $"{cut} of {write.Bytes} bytes at {write.Offset}", () => file.After(last, cut));
    }

    // F4 and F6. Only what grew: what stood on the disk before is not zeroed by a crash.
    private static IEnumerable<(string, string, Func<byte[]>)> Tails(CrashPoint disk, MemoryInode inode, CrashedFile file, Random random)
    {
        var (end, all) = (file.Durable.Length, file.All);
        if (all.Length <= end)
            yield break;
        var others = disk.Files.Where(other => other.Key != inode && other.Value.Durable.Length > 0).Select(other => other.Value.Durable).Take(3).Concat(disk.Stale.Files).ToArray();
        var starts = Enumerable.Range(0, ((all.Length - end) / MemoryInode.SectorSize) + 1).Select(sector => sector == 0 ? end : ((end / MemoryInode.SectorSize) + sector) * MemoryInode.SectorSize)
            .Where(start => start < all.Length).ToArray();
        foreach (var start in starts.Length <= SomeSubsets ? starts : [.. Some(starts.Length, SomeSubsets, random).Select(i => starts[i])])
        {
            yield return ("F4", $"zeros from {start}", () => Replaced(all, start, []));
            foreach (var other in others)
            {
                if (other.Length > start)
                    yield return ("F6", $"stale bytes from {start}", () => Replaced(all, start, other.AsSpan(start)));
                var from = random.Next((other.Length / MemoryInode.SectorSize) + 1) * MemoryInode.SectorSize;
                yield return ("F6", $"stale bytes of {from} from {start}", () => Replaced(all, start, other.AsSpan(from)));
            }
        }
    }

    // F5. Sectors are written whole and in any order; where several writes touched one, it may be as any of them left it.
    private static IEnumerable<(string, string, Func<byte[]>)> Sectors(CrashedFile file, Random random)
    {
        var sectors = file.ChangedSectors;
        var lengths = file.Changes.Select(change => change.Length).Append(file.Durable.Length).Distinct().ToArray();
        if (sectors.Count <= AllSubsetsUpTo)
        {
            for (var subset = 1; subset < (1 << sectors.Count) - 1; subset++)
            {
                var kept = subset;
                yield return ("F5", $"sectors {kept:b}", () => file.Mixed(file.All.Length, (sector, versions) => (kept >> Index(sectors, sector) & 1) == 1 ? versions : 0));
            }
        }
        else
        {
            yield return ("F5", "the last sector alone", () => file.Mixed(file.All.Length, (sector, versions) => sector == sectors[^1] ? versions : 0));
            yield return ("F5", "all sectors but the first", () => file.Mixed(file.All.Length, (sector, versions) => sector == sectors[0] ? 0 : versions));
            yield return ("F5", "all sectors but the last", () => file.Mixed(file.All.Length, (sector, versions) => sector == sectors[^1] ? 0 : versions));
        }
        for (var i = 0; i < SomeSubsets / 2; i++)
        {
            var (seed, length, often) = (random.Next(), lengths[random.Next(lengths.Length)], random.Next(1, 5));
            yield return ("F5", $"sectors by {seed}, {length} bytes", () =>
            {
                var choice = new Random(seed);
                return file.Mixed(length, (_, versions) => choice.Next(often) > 0 ? versions : choice.Next(versions + 1));
            }
            );
        }
    }

    // F7. In order as a journalling file system keeps them, and in every choice, and order of few, as no promise forbids.
    private static IEnumerable<CrashState> Names(CrashPoint disk, Random random)
    {
        foreach (var names in Choices(disk.NameChanges, random))
        {
            var detail = $"names {string.Join(' ', names)} of {disk.NameChanges}";
            yield return State("F7", detail + ", no bytes", () => disk.Leave(disk.Names(names), static file => file.Durable));
            yield return State("F7", detail + ", all bytes", () => disk.Leave(disk.Names(names), static file => file.All));
            var seed = random.Next();
            yield return State("F7", $"{detail}, bytes by {seed}", () =>
            {
                var choice = new Random(seed);
                return disk.Leave(disk.Names(names), file => file.Changes.Count == 0 ? file.Durable : choice.Next(3) switch
                {
                    0 => file.After(choice.Next(file.Changes.Count + 1)),
                    1 => file.Mixed(file.All.Length, (_, versions) => choice.Next(versions + 1)),
                    _ => choice.Next(2) == 0 ? file.All : file.Durable,
                });
            });
        }
    }

    private static IEnumerable<int[]> Choices(int count, Random random)
    {
        if (count == 0)
        {
            yield return [];
            yield break;
        }
        var subsets = count <= AllSubsetsUpTo ? Enumerable.Range(0, 1 << count) : Enumerable.Range(0, SomeSubsets).Select(_ => random.Next(1 << count));
        foreach (var subset in subsets)
        {
            int[] kept = [.. Enumerable.Range(0, count).Where(i => (subset >> i & 1) == 1)];
            yield return kept;
            if (kept.Length is > 1 and <= AllOrdersUpTo)
            {
                foreach (var order in Orders(kept).Skip(1))
                    yield return order;
            }
        }
    }

    private static IEnumerable<int[]> Orders(int[] of) => of.Length < 2
        ? [of]
        : of.SelectMany(first => Orders([.. of.Where(other => other != first)]).Select(rest => (int[])[first, .. rest]));

    private static bool IsFiller(FileChange write) => write.Bytes > 1 && write.Sectors.AsSpan(write.Offset - write.Start, write.Bytes).IndexOfAnyExcept((byte)'\n') < 0;

    private static byte[] Replaced(byte[] all, int start, ReadOnlySpan<byte> by)
    {
        var bytes = all.ToArray();
        bytes.AsSpan(start).Clear();
        by[..Math.Min(by.Length, bytes.Length - start)].CopyTo(bytes.AsSpan(start));
        return bytes;
    }

    private static int[] Some(int below, int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below)).Distinct().Order()];

    private static int Index(IReadOnlyList<int> sectors, int sector)
    {
        for (var i = 0; i < sectors.Count; i++)
        {
            if (sectors[i] == sector)
                return i;
        }
        return -1;
    }
}
